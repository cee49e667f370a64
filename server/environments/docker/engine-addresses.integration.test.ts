import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startSshServer, type SshServer } from '../../../e2e/fixtures/ssh-server.ts'
import { startTlsEngine, type TlsEngine } from '../../../e2e/fixtures/tls-engine.ts'
import type { Environment } from '../adapter.ts'
import { createGitTrial, type GitTrial } from './testing/git-trial.ts'
import { linkTo, run } from './testing/shell.ts'
import { createdSession, trialSession } from './testing/trial.ts'

const made = new AsyncDisposableStack()
let trial: GitTrial
let secure: TlsEngine
let ssh: SshServer

beforeAll(async () => {
  const dockerHost = process.env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock'
  secure = made.use(await startTlsEngine(dockerHost.replace(/^unix:\/\//, '')))
  ssh = made.use(await startSshServer({ environment: { DOCKER_HOST: dockerHost, PATH: process.env['PATH'] ?? '' } }))
  trial = made.use(await createGitTrial({ env: { PATH: ssh.path }, files: 3 }))
})
afterEach(() => trial.clear())
afterAll(() => made.disposeAsync())

const tls = (): object => ({ type: 'tcp', host: secure.host, port: secure.port, tls: secure.keys })
const overSsh = (): object => ({ type: 'ssh', host: ssh.host, port: ssh.port, user: ssh.user, identityFile: ssh.identityFile })
const environmentAt = (engine: object): Environment => ({ id: 'there', name: 'There', kind: 'DOCKER', isDefault: false, config: { engine } })

describe.each([{ way: 'TLS', engine: tls }, { way: 'ssh', engine: overSsh }])('an engine behind $way', ({ engine }) => {
  test('runs a session from clone to removal, with its events', async () => {
    expect(await trial.adapter.readiness(environmentAt(engine()))).toMatchObject({ ready: true, engine: 'ok' })
    const told = new Set<string | null>()
    const stop = trial.adapter.watch((sessionId) => { told.add(sessionId) })
    await expect.poll(() => told.has(null)).toBe(true)
    const place = await createdSession(trial.adapter, trialSession(trial.git.url, { config: { engine: engine() } }))
    const link = linkTo(trial.adapter, place)
    await link.ready(AbortSignal.timeout(30_000))
    expect(await run(trial.adapter, { link, place }, 'git rev-parse --is-inside-work-tree')).toBe('true')
    expect(await trial.adapter.poll(place)).toEqual({ place: 'running' })
    // The same container by the way that the test itself takes: it is on that engine, and on no other.
    expect(await trial.owned()).toContain(`claudework-${place.sessionId}`)
    await expect.poll(() => told.has(place.sessionId)).toBe(true)

    // Settings that name another engine do not move a session that is there.
    const moved = { ...place, environment: environmentAt({ type: 'unix', path: '/nonexistent/docker.sock' }) }
    expect(await trial.adapter.poll(moved)).toEqual({ place: 'running' })
    link.dispose()
    await trial.adapter.remove(moved)
    expect(await trial.owned()).toEqual([])
    stop()
  })
})

describe('an engine that cannot be reached says why', () => {
  const cases: { why: string; engine: () => object; says: RegExp }[] = [
    { why: 'a certificate of another authority', engine: () => ({ ...tls(), tls: secure.foreignKeys }), says: /certificate/ },
    { why: 'a server that our authority did not sign', engine: () => ({ ...tls(), tls: { ...secure.keys, ca: secure.foreignKeys.cert } }), says: /certificates/ },
    { why: 'a key file that is gone', engine: () => ({ ...tls(), tls: { ...secure.keys, key: '/nonexistent/key.pem' } }), says: /\/nonexistent\/key\.pem.*cannot be read/ },
    { why: 'a port where nothing listens', engine: () => ({ type: 'tcp', host: '127.0.0.1', port: 9 }), says: /Nothing listens at 127\.0\.0\.1:9/ },
    { why: 'a key that sshd does not take', engine: () => ({ ...overSsh(), identityFile: ssh.otherIdentityFile }), says: /does not take our key/ },
    { why: 'a host key that nobody knows', engine: () => ({ ...overSsh(), host: 'localhost' }), says: /host key of localhost/ },
    { why: 'an sshd that is not there', engine: () => ({ ...overSsh(), port: 9 }), says: /does not answer to ssh/ },
  ]
  test.each(cases)('$why', async ({ engine, says }) => {
    const readiness = await trial.adapter.readiness(environmentAt(engine())).catch((error: unknown) => ({ ready: false, reason: String(error) }))
    expect(readiness).toMatchObject({ ready: false, reason: expect.stringMatching(says) as unknown })
    expect(await trial.adapter.check(environmentAt(engine()))).toMatchObject([{ what: 'engine', ok: false, message: expect.stringMatching(says) as unknown, fix: expect.stringMatching(/see that the engine runs and listens at|^Try "ssh /) as unknown }])
  })
})

test('keys that are given as text work as files do', async () => {
  const { ca, cert, key } = secure.keys
  const read = (path: string): string => readFileSync(path, 'utf8')
  const engine = { ...tls(), tls: { ca: read(ca), cert: read(cert), key: read(key) } }
  expect(await trial.adapter.readiness(environmentAt(engine))).toMatchObject({ ready: true })
})
