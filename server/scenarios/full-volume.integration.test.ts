// A session's own volumes on disks of their own, which are filled.
import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createdSession, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startDockerServer, type DockerServer } from '../testing/docker-server.ts'
import type { TestServer } from '../testing/test-server.ts'

const made = new AsyncDisposableStack()
let engine: DockerServer['engine']
let server: TestServer
let repoUrl: string

beforeAll(async () => {
  ({ server, engine, repoUrl } = made.use(await startDockerServer()))
})
afterAll(() => made.disposeAsync())

/** Puts a volume that nobody uses just now on a small disk, with what is in it. */
async function onSmallDisk(volume: string): Promise<Disposable & { fill: () => void; empty: () => void }> {
  const { Mountpoint: folder } = await engine.docker.getVolume(volume).inspect()
  const run = (script: string): void => { execFileSync('sh', ['-c', script, 'sh', folder], { stdio: 'pipe' }) }
  run('copy=$(mktemp -d) && cp -a "$1/." "$copy" && mount -t tmpfs -o size=24m tmpfs "$1" && cp -a "$copy/." "$1" && chown --reference="$copy" "$1" && rm -r "$copy"')
  return {
    fill: () => { run('dd if=/dev/zero of="$1/filler" bs=64k 2>/dev/null || true; chown 1000:1000 "$1/filler"') },
    empty: () => { run('rm "$1/filler"') },
    [Symbol.dispose]: () => { run('umount --lazy "$1"') },
  }
}

test('F37 an agent that ends because its disk is full, and a session that cannot start for it, say so; with room both go on', { timeout: 120_000 }, async () => {
  const { client } = server
  const command = ['sh', '-c', 'echo begun; while ! [ -e /workspace/filler ]; do sleep 0.1; done; cat /dev/zero > more']
  const { id, volumeName } = await createdSession(client, { name: 'Full', repoUrl, agent: 'command', command })
  await client.sessions.stop.mutate({ id })
  using work = await onSmallDisk(volumeName ?? '')
  using state = await onSmallDisk((volumeName ?? '').replace(/-work$/, '-state'))
  await client.sessions.start.mutate({ id })
  work.fill()
  const told = await sessionWhen(client, id, ({ agentState }) => agentState.state === 'error')
  expect(told).toMatchObject({ status: 'running', agentState: { message: 'There is no room left on the disk that holds its files; make room, then restart the agent.' } })
  expect((await client.terminals.list.query({ sessionId: id }))[0]).toMatchObject({ running: false, exit: { cause: 'disk full' } })

  await client.sessions.stop.mutate({ id })
  state.fill()
  await expect(client.sessions.start.mutate({ id })).rejects.toThrow(/disk that holds its files is full; make room on it/)
  expect(await sessionWhen(client, id, ({ status }) => status === 'stopped' || status === 'error')).toMatchObject({ statusReason: expect.stringContaining('The disk that holds its files is full') as unknown })
  state.empty()
  work.empty()
  expect(await client.sessions.start.mutate({ id })).toMatchObject({ status: 'running' })
  await client.sessions.stop.mutate({ id })
})
