// What every adapter promises the sessions room, held against real processes and a real engine.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startGitServer, type GitServer, type GitServerMode } from '../../e2e/fixtures/git-server.ts'
import { japaneseName, japaneseText, makeRepository, type Repository } from '../../e2e/fixtures/make-repository.ts'
import { builtSupervisor } from '../../scripts/built-supervisor.ts'
import type { Adapter, Place } from './adapter.ts'
import { createCredentials } from './credentials/credentials.ts'
import { createGitHosts } from './credentials/git-hosts.ts'
import { createSshAgent } from './credentials/ssh-agent.ts'
import { linkTo, run } from './docker/testing/shell.ts'
import { createdSession, createTrial, hostAddress, trialSession, type TrialSession } from './docker/testing/trial.ts'
import { createHostAdapter } from './host/adapter.ts'

// Names that the clone's own folder, sh and git might trip over.
const extra = { '.claudework-clone-x/a': 'b\n', '-dash': '1\n', 'a b/ *?': '2\n' }

type Trial = {
  adapter: Adapter
  /** Names of what there is of its sessions. */
  owned: () => Promise<string[]>
  clear: () => Promise<void>
}

const made = new AsyncDisposableStack()
let trials: Record<'HOST' | 'DOCKER', Trial>
let repository: Repository
let git: GitServer
let gitAddress: string

beforeAll(async () => {
  const docker = made.use(await createTrial())
  trials = { DOCKER: docker, HOST: hostTrial() }
  repository = made.use(makeRepository({ extra }))
  gitAddress = await hostAddress(docker.engine)
  git = made.use(await startGitServer(repository, gitAddress))
})
afterAll(() => made.disposeAsync())

function hostTrial(): Trial {
  const dataDir = mkdtempSync(join(tmpdir(), 'claudework-host-trial-'))
  made.defer(() => { rmSync(dataDir, { recursive: true, force: true }) })
  const env = { PATH: process.env['PATH'], HOME: dataDir }
  const gitHosts = createGitHosts({ file: join(dataDir, 'git-hosts.json'), protocols: ['https', 'http'], now: Date.now })
  const adapter = createHostAdapter({
    dataDir, supervisorDir: builtSupervisor, node: process.execPath, env, gitProtocols: ['https', 'http'], cloneStallSeconds: 3, gitHosts, credentials: createCredentials({ env }),
    sshAgent: createSshAgent({ socket: null }), knownHosts: join(import.meta.dirname, '../../docker/known_hosts'), log: pino({ level: 'silent' }),
  })
  made.defer(() => adapter.close())
  const sessions = join(dataDir, 'sessions')
  const owned = (): string[] => (existsSync(sessions) ? readdirSync(sessions) : [])
  return { adapter, owned: () => Promise.resolve(owned()), clear: () => { for (const id of owned()) rmSync(join(sessions, id), { recursive: true }); return Promise.resolve() } }
}

describe.each(['HOST', 'DOCKER'] as const)('a %s adapter', { concurrent: true }, (kind) => {
  describe('one thing after the other', { concurrent: false }, () => { contractOf(kind) })
})

function contractOf(kind: 'HOST' | 'DOCKER'): void {
  afterEach(() => trials[kind].clear())

  const sessionOf = (repoUrl: string, branch?: string): TrialSession => trialSession(repoUrl, { kind, ...(branch === undefined ? {} : { branch }) })

  async function inside<T>(place: Place, work: (sh: (command: string) => Promise<string>) => Promise<T>): Promise<T> {
    const link = linkTo(trials[kind].adapter, place)
    await link.ready(AbortSignal.timeout(30_000))
    try {
      return await work((command) => run(trials[kind].adapter, { link, place }, command))
    } finally {
      link.dispose()
    }
  }

  async function statusOf(place: Place): Promise<unknown> {
    const pieces: Buffer[] = []
    const output = new Writable({ write: (bytes: Buffer, _encoding, done) => { pieces.push(bytes); done() } })
    await trials[kind].adapter.git(place, { ask: 'status' }, { output, signal: AbortSignal.timeout(60_000) })
    return JSON.parse(Buffer.concat(pieces).toString('utf8'))
  }

  test('creates a clean clone, runs programs, stops, starts with the work, answers about both, and removes everything', async () => {
    const { adapter, owned } = trials[kind]
    expect(await adapter.poll(sessionOf(git.url).place)).toEqual({ place: 'missing', kept: false })
    const session = sessionOf(git.url, 'dev')
    const place = await createdSession(adapter, session)
    expect(session.steps.filter(({ state }) => state === 'done').map(({ name }) => name).toSorted()).toEqual(adapter.steps.toSorted())
    expect(session.steps.some(({ name, percent }) => name === 'clone' && typeof percent === 'number' && percent > 0)).toBe(true)
    expect(await owned()).not.toEqual([])
    expect(await adapter.poll(place)).toEqual({ place: 'running' })
    await adapter.start(place, session.hooks)

    const { work, state } = adapter.layout(place)
    await inside(place, async (sh) => {
      expect(await sh(`git -c color.ui=never status --short --branch && cat ${japaneseName} && pwd`)).toBe(`## dev...origin/dev\n${japaneseText}${work}`)
      // What spares the supervisor memory is no business of programs.
      expect(await sh('grep -ac GLIBC_TUNABLES=glibc.malloc /proc/$PPID/environ; env | grep -c GLIBC_TUNABLES')).toBe('1\n0')
      await sh(`echo mine > mine && echo kept > ${state}/kept && head -c 2000 /dev/zero > ${state}/big && ln -s /etc/passwd ${state}/link`)
    })
    const read = async (path: string): Promise<string | null> => {
      const bytes = await adapter.readStateFile(place, path, 1_000)
      return bytes && Buffer.from(bytes).toString('utf8')
    }
    const expectFiles = async (): Promise<void> => { expect(await Promise.all(['kept', 'big', 'link', 'none'].map(read))).toEqual(['kept\n', null, null, null]) }
    await expectFiles()
    expect(await statusOf(place)).toMatchObject({ branch: 'dev', untracked: 1, uncommitted: 0 })

    await adapter.stop(place, 'stopped by user')
    expect(await adapter.poll(place)).toMatchObject({ place: 'stopped' })
    await adapter.stop(place, 'stopped by user')
    await expect(adapter.connect(place, { relay: 'r', signal: AbortSignal.timeout(10_000) })).rejects.toThrow(/start/)
    await expectFiles()
    expect(await statusOf(place)).toMatchObject({ branch: 'dev', untracked: 1 })

    await adapter.start(place, session.hooks)
    const again = session.now()
    expect(await inside(again, (sh) => sh('cat mine'))).toBe('mine')
    await adapter.stop(again, 'stopped by user')
    await adapter.start(again, { ...session.hooks, renew: true })
    const renewed = session.now()
    expect(await inside(renewed, (sh) => sh('cat mine'))).toBe('mine')

    await adapter.remove(renewed)
    await adapter.remove(renewed)
    expect(await adapter.poll(renewed)).toMatchObject({ place: 'missing', kept: false })
    expect(await owned()).toEqual([])
  })

  test('clones the repository\'s default branch where none is named', async () => {
    const place = await createdSession(trials[kind].adapter, sessionOf(git.url))
    expect(await inside(place, (sh) => sh('git branch --show-current'))).toBe('main')
    await trials[kind].adapter.remove(place)
  })

  test.each([
    { name: 'no such branch', url: () => git.url, branch: 'nope', says: /no branch "nope"/ },
    { name: 'no such repository', url: () => git.url.replace('sample.git', 'other.git'), branch: undefined, says: /no repository at this URL/ },
    { name: 'nobody listens', url: () => 'http://127.0.0.1:9/repo.git', branch: undefined, says: /cannot be reached|refused/ },
    { name: 'protocol switched off', url: () => 'file:///etc', branch: undefined, says: /protocol file is not switched on/ },
  ])('F51 undoes a creation that fails, and says why: $name', async ({ url, branch, says }) => {
    const session = sessionOf(url(), branch)
    await expect(trials[kind].adapter.create(session.place, session.hooks)).rejects.toThrow(says)
    expect(await trials[kind].owned()).toEqual([])
  })

  const modes: { name: string; mode: GitServerMode; says: RegExp }[] = [
    { name: 'a server that never answers', mode: { kind: 'hangs' }, says: /sent nothing for/ },
    { name: 'a server that stops in the middle of the pack', mode: { kind: 'stalls', after: 2_000 }, says: /sent nothing for|broke in the middle/ },
    { name: 'A59 a server that wants a password', mode: { kind: 'password', user: 'me', password: 'secret' }, says: /wants a user name and password/ },
  ]
  test.each(modes)('F51 undoes a creation from $name', async ({ mode, says }) => {
    // An address of its own: what was fetched from another is kept, and would be the clone without a byte of the pack.
    await using failing = await startGitServer(repository, gitAddress)
    failing.setMode(mode)
    const session = sessionOf(failing.url)
    await expect(trials[kind].adapter.create(session.place, session.hooks)).rejects.toThrow(says)
    expect(await trials[kind].owned()).toEqual([])
  })

  test('undoes a creation that is cancelled in the middle of the clone', async () => {
    await using hanging = await startGitServer(repository, gitAddress)
    hanging.setMode({ kind: 'hangs' })
    const session = sessionOf(hanging.url)
    const requested = hanging.nextRequest()
    const creating = trials[kind].adapter.create(session.place, session.hooks)
    await Promise.all([requested.then(() => { session.cancel() }), expect(creating).rejects.toMatchObject({ kind: 'cancelled' })])
    expect(await trials[kind].owned()).toEqual([])
  })
}
