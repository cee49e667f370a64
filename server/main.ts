// What the entries for production and development share: configuration, the log, the printed line, signals.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from './config.ts'
import { createLog } from './log.ts'
import { Problem } from './problem.ts'
import { createServer, filesBelow } from './server.ts'
import { watchForUncaught } from './uncaught.ts'
import type { Front } from './web.ts'

const closeMs = 5_000

export type MainOptions = { root: string; frontFor: () => Promise<Front> }

/** Runs the server until a signal ends it. Exits 1 with one sentence where it cannot start. */
export async function main({ root, frontFor }: MainOptions): Promise<void> {
  process.umask(0o077)
  try {
    const config = readConfig(process.env)
    // The token is for those who call us; nothing that we start gets it.
    delete process.env['CLAUDEWORK_TOKEN']
    const log = createLog(config.logLevel)
    const server = await createServer({ config, env: process.env, log, version: versionIn(root), files: filesBelow(root), node: process.execPath, front: await frontFor() })
    process.stdout.write(`claudework is ready: ${server.createSignInUrl()}\n`)
    const problem = server.engineProblem()
    if (problem) process.stdout.write(`DOCKER sessions are not available yet. ${problem} Sessions on this machine (HOST) work meanwhile.\n`)
    endOnSignals(server.close)
    watchForUncaught({ log, close: server.close, closeMs })
  } catch (error) {
    process.stderr.write(`${error instanceof Problem ? error.message : String(error instanceof Error ? error.stack : error)}\n`)
    process.exitCode = 1
  }
}

function endOnSignals(close: () => Promise<void>): void {
  let closing = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (closing) process.exit(1)
      closing = true
      // Sessions go on without us; whatever does not close in time is not worth waiting for.
      setTimeout(() => { process.exit(0) }, closeMs).unref()
      close().then(() => { process.exit(0) }, (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        process.exit(1)
      })
    })
  }
}

function versionIn(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return version
}
