import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export const benchToken = 'a-token-for-benches-only'

export type StartedServer = AsyncDisposable & { pid: number; url: string; dataDir: string; msToListening: number }

/** Runs `npm start`'s own script (or another program that serves) as a person does, on a data directory of its own, until it has printed its link. */
export async function startServer(options: { dataDir?: string; env?: Record<string, string>; argv?: readonly [string, ...string[]] } = {}): Promise<StartedServer> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'claudework-bench-'))
  const [program, ...argv] = options.argv ?? [process.execPath, 'scripts/start.mjs']
  const begun = performance.now()
  const child = spawn(program, argv, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, CLAUDEWORK_DATA_DIR: dataDir, CLAUDEWORK_TOKEN: benchToken, CLAUDEWORK_LOG_LEVEL: 'warn', CLAUDEWORK_GIT_PROTOCOLS: 'https,ssh,http,file', PORT: '0', ...options.env },
  })
  const port = await portPrinted(child)
  return {
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}`,
    dataDir,
    msToListening: performance.now() - begun,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function portPrinted(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the server was started without its output')
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /claudework is ready: http:\/\/[^:]+:(\d+)\//.exec(line)?.[1]
    if (port) return port
  }
  throw new Error(`the server ended with code ${String(child.exitCode)} before it was ready`)
}
