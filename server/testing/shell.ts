import type { Client } from '../../client/client.ts'
import { agentTerminal } from '../../e2e/fixtures/sessions.ts'

export type Shell = Disposable & {
  /** What a line prints, with `=` and its exit code at the end. */
  run: (line: string) => Promise<string>
}

/** The shell that a session runs, for one line after the other. */
export async function shellOf(client: Client, sessionId: string): Promise<Shell> {
  const shown = await agentTerminal(client, sessionId)
  let count = 0
  return {
    async run(line) {
      count += 1
      const n = String(count)
      await shown.type(`clear; echo be'gin'${n}; ${line}; echo en'd'${n}:$?\r`)
      await shown.until(`begin${n}`)
      const end = await shown.until(new RegExp(`([\\s\\S]*)end${n}:(\\d+)`))
      return `${String(end[1])}=${String(end[2])}`
    },
    [Symbol.dispose]: () => { shown[Symbol.dispose]() },
  }
}
