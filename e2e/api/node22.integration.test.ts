// The built server on the oldest Node that package.json promises. `npm run node22` runs the unit and API tests there.
import { mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createClient } from '../../client/client.ts'
import { ensureNode22 } from '../../scripts/provision/node22.mjs'
import { makeRepository } from '../fixtures/make-repository.ts'
import { startServerProcess } from '../fixtures/server-process.ts'
import { agentTerminal, createdSession } from '../fixtures/sessions.ts'

test('on Node 22 the built server makes a session on this machine, which echoes, outlives the server and is deleted with a rescue', async () => {
  const node = ensureNode22()
  const dataDir = mkdtempSync(join(tmpdir(), 'claudework-node22-'))
  const token = 'a-token-for-node-22'
  const env = { ...process.env, HOME: mkdtempSync(join(dataDir, 'home-')), CLAUDEWORK_DATA_DIR: dataDir, CLAUDEWORK_TOKEN: token, CLAUDEWORK_GIT_PROTOCOLS: 'file', DOCKER_HOST: 'unix:///nonexistent/docker.sock' }
  using repository = makeRepository()
  const start = (port: number): ReturnType<typeof startServerProcess> => startServerProcess({ ...env, PORT: String(port) }, join(dataDir, 'server.log'), node)
  let server = await start(0)
  const client = createClient({ url: `http://127.0.0.1:${String(server.port)}`, token })
  try {
    expect(readlinkSync(`/proc/${String(server.pid)}/exe`)).toBe(node)
    const { id } = await createdSession(client, { name: 'On Node 22', repoUrl: `file://${repository.folder}/${repository.name}` })
    using shell = await agentTerminal(client, id)
    await shell.type('echo the supervisor runs on $(readlink /proc/$PPID/exe)\r')
    await shell.until(`runs on ${node}`)
    await server.kill('SIGKILL')
    server = await start(server.port)
    await shell.type('echo still-$((40+2)) > work.txt; cat work.txt\r')
    await shell.until('still-42')
    expect((await client.sessions.remove.mutate({ id })).rescueId).not.toBeNull()
    expect(readFileSync(join(dataDir, 'server.log'), 'utf8')).not.toContain('"level":50')
  } finally {
    await client.close()
    await server.kill('SIGTERM')
    rmSync(dataDir, { recursive: true, force: true })
  }
})
