import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testToken, type TestServer } from '../../server/testing/test-server.ts'

export const program = [process.execPath, join(import.meta.dirname, '../main.ts')] as const

export type Ran = { code: number | null; stdout: Buffer; stderr: string }

/** The environment in which the command line talks to the test's server. */
export function environmentFor(test: TestServer): NodeJS.ProcessEnv {
  return { ...process.env, CLAUDEWORK_URL: test.url, CLAUDEWORK_TOKEN: testToken, XDG_CONFIG_HOME: join(test.dataDir, 'config'), NO_COLOR: '1' }
}

/** Runs one command as a process of its own, as a shell would. */
export async function claudework(argv: readonly string[], env: NodeJS.ProcessEnv, input = ''): Promise<Ran> {
  const [node, main] = program
  const child = spawn(node, [main, ...argv], { env, stdio: 'pipe' })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  child.stdin.end(input)
  const code = await new Promise<number | null>((resolve) => { child.on('close', resolve) })
  return { code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() }
}

/** A home without a person's own shell configuration, which could print and take its time. Removed by the caller. */
export function emptyHome(): string {
  return mkdtempSync(join(tmpdir(), 'claudework-home-'))
}
