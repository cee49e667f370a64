import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Environment, Place } from '../adapter.ts'
import { madeDockerState } from './docker-state.ts'
import { createGitTrial, type GitTrial } from './testing/git-trial.ts'
import { runInside } from './testing/shell.ts'
import { createdSession, hostAddress, trialSession } from './testing/trial.ts'

const made = new AsyncDisposableStack()
const home = mkdtempSync(join(tmpdir(), 'claudework-home-'))
made.defer(() => { rmSync(home, { recursive: true }) })
let trial: GitTrial

beforeAll(async () => { trial = made.use(await createGitTrial({ files: 3, env: { HOME: home, PATH: process.env['PATH'] ?? '' } })) })
afterEach(() => trial.clear())
afterAll(() => made.disposeAsync())

const inSession = (place: Place, command: string): Promise<string> => runInside(trial.adapter, place, command)

test('settings that change reach a session at its next start, or when its container is made again, and never before', async () => {
  const config = { memoryMiB: 512, pids: 300, env: { FLAVOUR: 'vanilla' } }
  const session = trialSession(trial.git.url, { config })
  const place = await createdSession(trial.adapter, session)
  expect(trial.adapter.pending(place)).toEqual([])
  const dockerfile = 'FROM claudework-session\nUSER root\nRUN echo from the Dockerfile > /etc/made\nUSER node\n'
  const changed = (): Place => ({ ...session.now(), environment: { ...place.environment, config: { ...config, memoryMiB: 640, env: { FLAVOUR: 'mint' }, dockerfile, idleTimeoutMinutes: 5 } } })
  const settings = (): string[] => trial.adapter.pending(changed()).map(({ setting, applies }) => `${setting}: ${applies}`)
  expect(settings()).toEqual(['memoryMiB: next start', 'env: next start', 'dockerfile: recreate'])
  expect(await inSession(changed(), 'echo $FLAVOUR')).toBe('vanilla')

  await trial.adapter.stop(changed(), 'stopped by user')
  await trial.adapter.start(changed(), session.hooks)
  expect(settings()).toEqual(['dockerfile: recreate'])
  const container = await trial.engine.containers.inspect(madeDockerState(session.now()).containerId)
  expect(container?.HostConfig).toMatchObject({ Memory: 640 * 1024 ** 2, MemorySwap: 640 * 1024 ** 2, PidsLimit: 300 })
  expect(await inSession(changed(), 'echo $FLAVOUR; cat /etc/made 2>/dev/null || echo old image; echo kept > kept')).toBe('mint\nold image')

  await trial.engine.containers.remove(madeDockerState(session.now()).containerId)
  await trial.adapter.start(changed(), session.hooks)
  expect(settings()).toEqual([])
  expect(await inSession(changed(), 'cat /etc/made kept')).toBe('from the Dockerfile\nkept')
  await trial.adapter.remove(changed())
})

test("what a session's git is told is put in again only when it has changed", async () => {
  const session = trialSession(trial.git.url)
  const place = await createdSession(trial.adapter, session)
  const again = async (): Promise<string | undefined> => {
    await trial.adapter.stop(session.now(), 'stopped by user')
    await trial.adapter.start(session.now(), session.hooks)
    return madeDockerState(session.now()).settings
  }
  const first = await again()
  const saves = session.saved.length
  expect([await again(), session.saved.length]).toEqual([first, saves])
  writeFileSync(join(home, '.gitconfig'), '[user]\n\tname = Hanako Yamada\n')
  expect(await again()).not.toBe(first)
  expect(await inSession(session.now(), 'git config user.name; stat -c "%U %a" /etc/claudework/gitconfig')).toBe('Hanako Yamada\nroot 444')
  await trial.adapter.remove(place)
})

test('a Dockerfile that does not build is said with its last word, and nothing is left', async () => {
  const session = trialSession(trial.git.url, { config: { dockerfile: 'FROM claudework-session\nRUN echo no such luck >&2; exit 7\n' } })
  await expect(trial.adapter.create(session.place, session.hooks)).rejects.toThrow(/build an image.*7/)
  expect(session.log).toEqual(expect.arrayContaining([expect.stringMatching(/no such luck/)]))
  expect(await trial.owned()).toEqual([])
})

test('a restricted session reaches neither the world nor its host, and takes its network with it', async () => {
  const everywhere = createServer((_request, response) => { response.end('reached') }).listen(0, '0.0.0.0')
  await once(everywhere, 'listening')
  made.defer(() => { everywhere.close() })
  const { port } = everywhere.address() as AddressInfo
  const ask = (address: string): string => `curl --silent --connect-timeout 2 http://${address}:${String(port)}/ || echo closed`
  const host = await hostAddress(trial.engine)
  const open = await createdSession(trial.adapter, trialSession(trial.git.url))
  expect(await inSession(open, ask(host))).toBe('reached')

  const place = await createdSession(trial.adapter, trialSession(trial.git.url, { config: { network: 'restricted' } }))
  const name = `claudework-${place.sessionId}-net`
  const subnet = (await trial.engine.networks.inspect(name))?.IPAM?.Config?.[0]?.Subnet ?? ''
  expect(subnet).toMatch(/^10\.213\.\d+\.\d+\/28$/)
  // Its own gateway is the host too, under the network's first address.
  const gateway = subnet.replace(/(\d+)\/28$/, (_all, last: string) => String(Number(last) + 1))
  expect(await inSession(place, `${ask(host)}; ${ask(gateway)}; git rev-parse --is-inside-work-tree`)).toBe('closed\nclosed\ntrue')
  await trial.adapter.remove(place)
  expect(await trial.engine.networks.inspect(name)).toBeNull()
  await trial.adapter.remove(open)
})

test('check tries each part for real and says how to mend what is wrong', async () => {
  const environment = (config: Record<string, unknown>): Environment => ({ id: 'docker', name: 'Docker', kind: 'DOCKER', isDefault: true, config })
  const good = await trial.adapter.check(environment({ memoryMiB: 300, cpus: 0.5, pids: 200, credentials: 'session', setupCommand: 'npm ci && npm test' }))
  expect(good.map(({ what, ok, message }) => (ok ? what : `${what}: ${message}`))).toEqual(['engine', 'image', 'volume', 'limits', 'network', 'credentials', 'setup'])
  const bad = await trial.adapter.check(environment({ image: 'localhost:9/none:1', network: 'restricted', credentials: 'token', setupCommand: 'if true; then' }))
  expect(bad.filter(({ ok }) => !ok).map(({ what }) => what)).toEqual(['image', 'credentials', 'setup'])
  expect(bad.every(({ ok, fix }) => ok === (fix === null))).toBe(true)
  expect(await trial.adapter.check(environment({ memoryMiB: 1_048_576 }))).toEqual(expect.arrayContaining([expect.objectContaining({ what: 'limits', ok: false, fix: 'Set a smaller memory limit.' })]))
  expect(await trial.owned()).toEqual([])
})
