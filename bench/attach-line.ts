import { spawn } from 'node-pty'
import type { Line } from './line.ts'
import { testToken } from '../e2e/fixtures/test-server.ts'

/** `claudework attach` in a terminal of its own, as a person runs it. */
export async function attachLine({ url, sessionId, terminalId }: { url: string; sessionId: string; terminalId: string }): Promise<Line> {
  const pty = spawn(process.execPath, ['bin/claudework.cjs', 'attach', sessionId, '--terminal', terminalId], {
    name: 'xterm-256color', cols: 80, rows: 24, encoding: null, env: { ...process.env, CLAUDEWORK_URL: url, CLAUDEWORK_TOKEN: testToken },
  })
  const attached = Promise.withResolvers<undefined>()
  let said = ''
  let listener = (bytes: Uint8Array): void => {
    said += Buffer.from(bytes).toString('latin1')
    // Behind what it says itself comes the session's screen.
    if (said.includes('detaches.') && said.includes('\x1b[2J')) attached.resolve(undefined)
  }
  // Without an encoding node-pty hands over bytes, which its types do not say.
  pty.onData((data: unknown) => { if (data instanceof Uint8Array) listener(data) })
  pty.onExit(({ exitCode }) => { attached.reject(new Error(`claudework attach ended with ${String(exitCode)}: ${said}`)) })
  await attached.promise
  listener = () => undefined
  return {
    write(text) {
      pty.write(text)
      return Promise.resolve()
    },
    listen: (next) => { listener = next },
    [Symbol.asyncDispose]() {
      pty.kill('SIGTERM')
      return Promise.resolve()
    },
  }
}
