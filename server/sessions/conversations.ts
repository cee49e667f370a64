import { Problem } from '../problem.ts'
import { knownTerminals } from './terminals/agent-terminal.ts'
import type { SessionContext } from './context.ts'

const escape = '\u001b'
const interruptKey = '\u0003'

/** What legacy sessions have in place of terminals; and the interrupt, which every session takes. */
export function createConversations(context: SessionContext) {
  const { legacy, store, links } = context

  function legacyOnly(sessionId: string): string {
    if (store.get(sessionId).environmentId === null) return sessionId
    throw new Problem('precondition', 'This session runs in a terminal, so it has no transcript and its questions are answered there.')
  }

  return {
    list: (query: { sessionId: string; after?: number | undefined; before?: number | undefined; limit?: number | undefined }) =>
      legacy.transcript.list({ ...query, sessionId: legacyOnly(query.sessionId) }),
    follow: (query: { sessionId: string; after?: number | undefined; signal: AbortSignal }) =>
      legacy.transcript.follow({ ...query, sessionId: legacyOnly(query.sessionId) }),
    answer({ sessionId, ...answer }: { sessionId: string; requestId: string; allow: boolean; message?: string | undefined }): void {
      legacy.answer(legacyOnly(sessionId), answer)
    },
    /** Ends what the agent is doing, as a person would: by the stream, or by the key in its terminal. */
    async interrupt(sessionId: string): Promise<void> {
      const row = store.get(sessionId)
      if (row.environmentId === null) {
        await legacy.interrupt(sessionId)
        return
      }
      const terminal = knownTerminals(row.terminals).find(({ kind }) => kind === 'agent')
      if (!terminal?.running) throw new Problem('precondition', "This session's agent has ended, so there is nothing to interrupt.")
      const key = row.agent === 'shell' || row.agent === 'command' ? interruptKey : escape
      await links.get(sessionId).write({ terminalId: terminal.id, data: Buffer.from(key) })
    },
  }
}
