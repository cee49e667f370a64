import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** Runs a few lines in a process of its own, under the server's policy. */
function runs(lines: string): Promise<{ code: number; said: string }> {
  const script = `
    import { watchForUncaught } from ${JSON.stringify(join(import.meta.dirname, 'uncaught.ts'))}
    const log = { error: (fields, text) => console.log('error:', text, fields.err.message), fatal: (fields, text) => console.log('fatal:', text, fields.err.message) }
    watchForUncaught({ log, close: async () => { console.log('closed') }, closeMs: 5_000 })
    ${lines}`
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['--input-type=module-typescript', '-e', script], (_error, stdout, stderr) => { resolve({ code: child.exitCode ?? -1, said: stdout + stderr }) })
  })
}

test('F16 a rejection that nobody handled is logged, and the others go on', async () => {
  const { code, said } = await runs(`Promise.reject(new Error('of one session')); setTimeout(() => { console.log('still here') }, 50)`)
  expect(said).toBe('error: a rejection was not handled of one session\nstill here\n')
  expect(code).toBe(0)
})

test('F16 an exception that nobody caught closes the server, which exits with 1', async () => {
  const { code, said } = await runs(`setTimeout(() => { throw new Error('half done') }, 10); setInterval(() => {}, 1_000)`)
  expect(said).toBe('fatal: an exception was not caught; the server ends, sessions go on half done\nclosed\n')
  expect(code).toBe(1)
})
