import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { testToken } from '../e2e/fixtures/test-server.ts'

export type Viewer = AsyncDisposable & {
  /** Resolves once more bytes have come than there were at the call. */
  streaming(): Promise<void>
  /** As a laptop that sleeps: it stays connected and reads nothing. */
  stall(): void
  wake(): void
}

/**
 * Attaches to terminals from a process of its own, in a session of its own, as a browser is: Linux shares the cores among sessions,
 * and what the viewer takes would come off the server's share.
 */
export async function startViewer({ url }: { url: string }, terminalIds: readonly string[]): Promise<Viewer> {
  const child = fork(join(import.meta.dirname, 'viewer-process.ts'), [url, testToken, ...terminalIds], { detached: true })
  let bytes = 0
  child.on('message', (message: { bytes: number }) => { ({ bytes } = message) })
  await once(child, 'message')
  return {
    async streaming() {
      const before = bytes
      while (bytes === before) await once(child, 'message')
    },
    stall: () => { child.kill('SIGSTOP') },
    wake: () => { child.kill('SIGCONT') },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
