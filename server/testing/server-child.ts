// A whole server in a process of its own, from its sources: for tests that end it in the middle. Settings by environment variables,
// as for the real one. Prints the port when it is ready.
import { resolve } from 'node:path'
import { pino } from 'pino'
import { readConfig } from '../config.ts'
import { createServer, filesBelow } from '../server.ts'

const config = readConfig(process.env)
const log = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }))
const files = filesBelow(resolve(import.meta.dirname, '../..'))
const server = await createServer({
  config, env: process.env, log, version: 'test', files: { ...files, supervisor: process.env['CLAUDEWORK_TEST_SUPERVISOR'] ?? files.supervisor }, node: process.execPath,
  front: { mode: 'production', build: () => { throw new Error('this server has no page') }, before: (_request, response) => { response.writeHead(404).end() } },
})
process.stdout.write(`${String(server.port)}\n`)
// A fault on demand: for as long as the test says, this process does nothing else.
function blockTheLoop(): void {
  const until = performance.now() + Number(process.env['CLAUDEWORK_TEST_BLOCK_MS'] ?? 0)
  while (performance.now() < until);
}
process.on('SIGUSR2', blockTheLoop)
process.on('SIGTERM', () => { void server.close().then(() => process.exit(0)) })
