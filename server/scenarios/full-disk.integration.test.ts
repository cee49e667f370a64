// The data directory on a disk of its own, which is filled, emptied, and made read-only.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { environmentOf, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { makeSmallRepository, startTestServer } from '../testing/test-server.ts'

/** More than a deletion wants to stay free beside a rescue. */
const diskSize = '384m'

let disk: string

beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'claudework-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskSize}`, 'tmpfs', disk])
})
afterEach(() => {
  execFileSync('umount', ['--lazy', disk])
  rmSync(disk, { recursive: true })
})

test('F37 on a full disk reads and terminals go on, writes are refused with the reason, and it mends itself', async () => {
  await using server = await startTestServer({ CLAUDEWORK_DATA_DIR: join(disk, 'data'), DOCKER_HOST: 'unix:///nonexistent/docker.sock' })
  const { client } = server
  const environmentId = await environmentOf(client, 'HOST')
  const input = { name: 'On a full disk', repoUrl: makeSmallRepository(), agent: 'shell' as const, environmentId }
  const { id } = await client.sessions.create.mutate(input)
  await sessionWhen(client, id, ({ status }) => status === 'running')
  const terminalId = (await client.terminals.list.query({ sessionId: id }))[0]?.id ?? ''
  using shell = watchOutput(client, terminalId)

  const filler = join(disk, 'filler')
  fill(filler)
  await expect(client.sessions.create.mutate({ ...input, name: 'Too many' })).rejects.toMatchObject({ message: expect.stringMatching(/disk that holds claudework's data is full.*free some space/) as unknown, data: { code: 'SERVICE_UNAVAILABLE' } })
  await expect(client.sessions.update.mutate({ id, name: 'Renamed while full' })).rejects.toMatchObject({ data: { code: 'SERVICE_UNAVAILABLE' } })
  await client.terminals.write.mutate({ terminalId, data: 'for i in 1 2 3; do echo full-$((i*7)); done\r' })
  await shell.until('full-21')
  expect((await client.sessions.list.query()).map((session) => session.id)).toEqual([id])

  rmSync(filler)
  await client.sessions.update.mutate({ id, name: 'Renamed after' })
  await server.restart()
  expect(await sessionWhen(server.client, id, ({ status }) => status === 'running')).toMatchObject({ name: 'Renamed after' })
})

test('F42 a read-only disk is refused at the start, with the reason and what to do', async () => {
  execFileSync('mount', ['-o', 'remount,ro', disk])
  await expect(startTestServer({ CLAUDEWORK_DATA_DIR: join(disk, 'data') })).rejects.toThrow(/cannot be used: its file system is read-only; make it writable, or set CLAUDEWORK_DATA_DIR/)
})

function fill(file: string): void {
  const { bavail, bsize } = statfsSync(disk)
  try {
    writeFileSync(file, Buffer.alloc(bavail * bsize + 1_000_000))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  }
}
