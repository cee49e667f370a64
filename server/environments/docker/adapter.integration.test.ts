import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startGitServer, type GitServer, type GitServerMode } from '../../../e2e/fixtures/git-server.ts'
import { japaneseName, japaneseText, makeRepository, type Repository } from '../../../e2e/fixtures/make-repository.ts'
import { madeDockerState } from './docker-state.ts'
import { linkTo, run } from './testing/shell.ts'
import { createdSession, createTrial, hostAddress, trialSession } from './testing/trial.ts'

// Names that the clone's own folder, sh and git might trip over.
const extra = { '.claudework-clone-x/a': 'b\n', '-dash': '1\n', 'a b/ *?': '2\n' }

const made = new AsyncDisposableStack()
let trial: Awaited<ReturnType<typeof createTrial>>
let repository: Repository
let git: GitServer

beforeAll(async () => {
  trial = made.use(await createTrial({ ANTHROPIC_API_KEY: 'canary-5f1c' }))
  repository = made.use(makeRepository({ extra }))
  git = made.use(await startGitServer(repository, await hostAddress(trial.engine)))
})
afterEach(() => trial.clear())
afterAll(() => made.disposeAsync())

describe('the life of a session', () => {
  test('is created with a clean clone, runs programs, stops, starts with its work, and leaves nothing behind', async () => {
    const { adapter } = trial
    const session = trialSession(git.url, { branch: 'dev' })
    const place = await createdSession(adapter, session)
    expect(session.steps.filter(({ state }) => state === 'done').map(({ name }) => name).sort()).toEqual(['clone', 'container', 'image', 'volumes'])
    expect(session.steps.some(({ name, percent }) => name === 'clone' && percent === 65)).toBe(true)
    expect(await trial.owned()).toEqual(['', '-state', '-work'].map((part) => `claudework-${place.sessionId}${part}`))
    expect(adapter.describe(place.state).volumeName).toBe(`claudework-${place.sessionId}-work`)

    const link = linkTo(trial.adapter, place)
    await link.ready(AbortSignal.timeout(20_000))
    expect(await run(trial.adapter, { link, place }, `git -c color.ui=never status --short --branch && cat ${japaneseName} && id -u && pwd && echo $HOME`)).toBe(`## dev...origin/dev\n${japaneseText}1000\n/workspace\n/state/home`)
    await run(trial.adapter, { link, place }, 'echo mine > mine && touch /state/home/kept')
    expect(await adapter.poll(place)).toEqual({ place: 'running' })
    link.dispose()

    await adapter.stop(place, 'stopped by user')
    expect(await adapter.poll(place)).toMatchObject({ place: 'stopped', exit: { cause: 'stopped by user', code: 0 } })
    await adapter.stop(place, 'stopped by user')

    await adapter.start(place, session.hooks)
    const again = linkTo(trial.adapter, place)
    await again.ready(AbortSignal.timeout(20_000))
    expect(await run(trial.adapter, { link: again, place }, 'cat mine && ls /state/home')).toBe('mine\nkept')
    again.dispose()

    await adapter.remove(place)
    await adapter.remove(place)
    expect(await adapter.poll(place)).toEqual({ place: 'missing', kept: false })
    expect(await trial.owned()).toEqual([])
  })

  test('without a branch the repository\'s default is cloned', async () => {
    const place = await createdSession(trial.adapter, trialSession(git.url))
    const link = linkTo(trial.adapter, place)
    await link.ready(AbortSignal.timeout(20_000))
    expect(await run(trial.adapter, { link, place }, 'git branch --show-current')).toBe('main')
    link.dispose()
    await trial.adapter.remove(place)
  })
})

describe('F51 a creation that fails leaves nothing and says why', () => {
  test.each([
    { name: 'no such branch', url: () => git.url, branch: 'nope', says: /no branch "nope"/ },
    { name: 'no such repository', url: () => git.url.replace('sample.git', 'other.git'), branch: undefined, says: /no repository at this URL/ },
    { name: 'nobody listens', url: () => 'http://127.0.0.1:9/repo.git', branch: undefined, says: /cannot be reached/ },
    { name: 'protocol switched off', url: () => 'file:///etc', branch: undefined, says: /protocol file is not switched on/ },
  ])('$name', async ({ url, branch, says }) => {
    const session = trialSession(url(), branch === undefined ? {} : { branch })
    await expect(trial.adapter.create(session.place, session.hooks)).rejects.toThrow(says)
    expect(await trial.owned()).toEqual([])
  })

  const modes: { name: string; mode: GitServerMode; says: RegExp }[] = [
    { name: 'a server that never answers', mode: { kind: 'hangs' }, says: /sent nothing for/ },
    { name: 'a server that stops in the middle of the pack', mode: { kind: 'stalls', after: 2_000 }, says: /sent nothing for|broke in the middle/ },
    { name: 'A59 a server that wants a password', mode: { kind: 'password', user: 'me', password: 'secret' }, says: /wants a user name and password/ },
  ]
  test.each(modes)('$name', async ({ mode, says }) => {
    await using server = await startGitServer(repository, await hostAddress(trial.engine))
    server.setMode(mode)
    const session = trialSession(server.url)
    await expect(trial.adapter.create(session.place, session.hooks)).rejects.toThrow(says)
    expect(await trial.owned()).toEqual([])
  })

  test('cancel in the middle of the clone', async () => {
    await using server = await startGitServer(repository, await hostAddress(trial.engine))
    server.setMode({ kind: 'hangs' })
    const session = trialSession(server.url)
    const requested = server.nextRequest()
    const creating = trial.adapter.create(session.place, session.hooks)
    await Promise.all([requested.then(() => { session.cancel() }), expect(creating).rejects.toMatchObject({ kind: 'cancelled' })])
    expect(await trial.owned()).toEqual([])
  })
})

test('A66 a credential of the server is in the process and nowhere on the engine', async () => {
  const place = await createdSession(trial.adapter, trialSession(git.url))
  const link = linkTo(trial.adapter, place)
  await link.ready(AbortSignal.timeout(20_000))
  expect(await run(trial.adapter, { link, place }, 'echo $ANTHROPIC_API_KEY')).toBe('canary-5f1c')
  const container = await trial.engine.containers.inspect(madeDockerState(place).containerId)
  expect(JSON.stringify(container)).not.toContain('canary-5f1c')
  link.dispose()
  await trial.adapter.remove(place)
})
