import { readdirSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startHostServer, type HostServer } from '../testing/host-server.ts'

let server: HostServer
beforeAll(async () => { server = await startHostServer() })
afterAll(async () => { await server[Symbol.asyncDispose]() })

const files = (pattern: RegExp): string[] => readdirSync(server.dataDir).filter((name) => pattern.test(name)).map((name) => join(server.dataDir, name))

test('F41 sessions on this machine outlive the database: found by their folders, still running, at their offsets', async () => {
  const { id, terminalId } = await server.runningShell('Outlives')
  {
    using shell = watchOutput(server.client, terminalId)
    await server.client.terminals.write.mutate({ terminalId, data: 'kept=in-memory-42; echo ready-$((1+1))\r' })
    await shell.until('ready-2')
  }
  await server.restart(() => {
    for (const file of files(/^claudework\.db$/)) truncateSync(file)
    for (const path of files(/^backups$|^claudework\.db-/)) rmSync(path, { recursive: true })
  })
  expect(await sessionWhen(server.client, id, ({ status }) => status === 'running')).toMatchObject({ name: 'Outlives', agent: 'shell', environmentKind: 'HOST' })
  using shell = watchOutput(server.client, terminalId)
  await server.client.terminals.write.mutate({ terminalId, data: 'echo "$kept"-again\r' })
  await shell.until('in-memory-42-again')
  const events = await server.client.events.list.query()
  expect(events.find(({ what }) => what === 'database recovered')?.why).toMatch(/it is empty.*no copy of it/)
  expect(events.map(({ what }) => what)).toContain('found again')
})
