import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Place } from '../adapter.ts'
import { madeDockerState } from './docker-state.ts'
import { packed } from './recipe.ts'
import { runtimeProgram } from './session-container.ts'
import { createGitTrial, type GitTrial } from './testing/git-trial.ts'
import { linkTo, run, runProgram, spawnIn } from './testing/shell.ts'
import { createdSession, trialSession } from './testing/trial.ts'

let trial: GitTrial
beforeAll(async () => { trial = await createGitTrial({ files: 10, extra: { 'hello.txt': 'hello\n' } }) })
afterEach(() => trial.clear())
afterAll(() => trial[Symbol.asyncDispose]())

async function session(config?: Record<string, unknown>) {
  const place = await createdSession(trial.adapter, trialSession(trial.git.url, config === undefined ? {} : { config }))
  const link = linkTo(trial.adapter, place)
  await link.ready(AbortSignal.timeout(30_000))
  return { place, link }
}

async function inspected(place: Place) {
  const container = await trial.engine.containers.inspect(madeDockerState(place).containerId)
  if (!container) throw new Error('the container is gone')
  return container
}

test('A08 A73 sessions reach neither each other nor what listens on this machine alone, though each reaches its own port', async () => {
  const here = createServer((_, response) => { response.writeHead(204).end() }).listen(0, '127.0.0.1')
  onTestFinished(() => { here.close() })
  await once(here, 'listening')
  const { port } = here.address() as AddressInfo
  const [one, other] = await Promise.all([session(), session()])
  const { IPAddress: address = '', Gateway: gateway = '' } = (await inspected(one.place)).NetworkSettings.Networks['claudework'] ?? {}
  const server = `require('http').createServer((q, s) => s.end('reached')).listen(8000, () => console.log('up'))`
  await spawnIn(trial.adapter, one, ['node', '-e', server])
  const ask = (options: string): string => `curl --silent ${options} http://${address}:8000 || echo "exit $?"`
  expect(await run(trial.adapter, one, ask('--retry 20 --retry-delay 1 --retry-connrefused'))).toBe('reached')
  expect(await run(trial.adapter, other, ask('--connect-timeout 2'))).toMatch(/^exit (?:7|28)$/)
  for (const name of [gateway, 'host.docker.internal', '127.0.0.1']) {
    expect(await run(trial.adapter, other, `curl --silent --connect-timeout 2 http://${name}:${String(port)}/ || echo "exit $?"`), name).toMatch(/^exit (?:6|7|28)$/)
  }
  expect((await fetch(`http://127.0.0.1:${String(port)}/`)).status).toBe(204)
  one.link.dispose()
  other.link.dispose()
})

test('A61 A66 A71 A74 the engine holds a container to what was asked for', async () => {
  const { place, link } = await session()
  const { HostConfig: host, Config: config, Mounts: mounts } = await inspected(place)
  expect(host).toMatchObject({ Privileged: false, CapAdd: null, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges'], Binds: null, PidMode: '', NetworkMode: 'claudework', PidsLimit: 2048, Init: true })
  expect(host.Devices ?? []).toEqual([])
  expect(host.MemorySwap).toBe(host.Memory)
  expect(config.User).toBe('1000:1000')
  expect(mounts.map(({ Type, Destination, RW }) => ({ Type, Destination, RW })).sort((a, b) => (a.Destination < b.Destination ? -1 : 1))).toEqual([
    { Type: 'volume', Destination: '/mirror', RW: false },
    { Type: 'volume', Destination: '/opt/claudework', RW: false },
    { Type: 'volume', Destination: '/state', RW: true },
    { Type: 'volume', Destination: '/workspace', RW: true },
  ])
  expect(await run(trial.adapter, { place, link }, 'grep -h CapEff /proc/self/status; touch /opt/claudework/x 2>&1; ls -ld /run/claudework | cut -c1-10; ls /var/run/docker.sock 2>&1')).toBe(
    ['CapEff:\t0000000000000000', "touch: cannot touch '/opt/claudework/x': Read-only file system", 'drwx------', "ls: cannot access '/var/run/docker.sock': No such file or directory"].join('\n'),
  )
  link.dispose()
})

test('an image that holds nothing at all runs a session', async () => {
  const name = { repository: 'claudework-test-empty', tag: String(process.pid) }
  const tar = Readable.from([await packed([{ name: 'only', data: Buffer.from('x'), mode: 0o644 }])])
  await trial.engine.images.importTar({ tar, ...name, changes: [] }, { onLine: () => undefined })
  const image = `${name.repository}:${name.tag}`
  try {
    const { place, link } = await session({ image })
    const argv = runtimeProgram('node', '-e', `console.log(String(require('fs').readdirSync('/').includes('only')), require('fs').readFileSync('/workspace/hello.txt', 'utf8'))`)
    expect(await runProgram(trial.adapter, { place, link }, argv)).toBe('true hello')
    link.dispose()
  } finally {
    await trial.clear()
    await trial.engine.images.untag(image)
  }
})

test('F26 a container removed from outside comes back from its volumes', async () => {
  const { place, link } = await session()
  await run(trial.adapter, { place, link }, 'echo work > work')
  link.dispose()
  await trial.engine.containers.remove(madeDockerState(place).containerId)
  expect(await trial.adapter.poll(place)).toEqual({ place: 'missing', kept: true })
  const saved: Place['state'][] = []
  await trial.adapter.start(place, { save: (state) => { saved.push(state); return Promise.resolve() }, signal: AbortSignal.timeout(60_000) })
  const again = { ...place, state: saved.at(-1) ?? null }
  const back = linkTo(trial.adapter, again)
  await back.ready(AbortSignal.timeout(30_000))
  expect(await run(trial.adapter, { place: again, link: back }, 'cat work')).toBe('work')
  back.dispose()
})

test('F26 F30 what happens to a container is told within two seconds, with its cause', async () => {
  const { place, link } = await session()
  let stop = (): void => undefined
  const told = new Promise<string>((resolve) => {
    stop = trial.adapter.watch((id) => { if (id !== null) resolve(id) })
  })
  // The first report, without an id, says that the stream stands.
  await new Promise<void>((resolve) => {
    const end = trial.adapter.watch((id) => { if (id === null) { resolve(); end() } })
  })
  const began = performance.now()
  await trial.engine.containers.kill(madeDockerState(place).containerId)
  expect(await told).toBe(place.sessionId)
  expect(performance.now() - began).toBeLessThan(6_000)
  expect(await trial.adapter.poll(place)).toMatchObject({ place: 'stopped', exit: { cause: 'stopped from outside', code: 137, signal: 'SIGKILL' } })
  stop()
  link.dispose()
})
