import { limits } from '../../../contract/limits.ts'
import { Problem } from '../../problem.ts'
import type { AttachEvent, SupervisorLink } from '../../terminal/link.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { knownTerminals, newTerminalId } from './agent-terminal.ts'
import { shellAgent } from '../agents/agents.ts'
import { placeAndAdapter, type SessionContext } from '../context.ts'
import { terminalChanges } from './terminal-changes.ts'
import { noteTerminals, rearranged, terminalOf } from './terminal-list.ts'
import { uploadedName } from './uploaded-name.ts'

export type AttachInput = { terminalId: string; offset?: number | undefined; clientId?: string | undefined; signal: AbortSignal }

/** The terminals of all sessions, found by their id. */
export function createSessionTerminals(context: SessionContext) {
  function isKnown(sessionId: string, terminalId: string): boolean {
    return knownTerminals(context.store.find(sessionId)?.terminals ?? []).some(({ id }) => id === terminalId)
  }

  /** A terminal id begins with its session's; both are looked up, neither is trusted. */
  function sessionOf(terminalId: string): string {
    const sessionId = terminalId.split('.', 1)[0] ?? ''
    if (!isKnown(sessionId, terminalId)) throw new Problem('not-found', 'There is no terminal with this id; see terminals.list for those there are.')
    return sessionId
  }

  const linkOf = (terminalId: string): SupervisorLink => context.links.get(sessionOf(terminalId))

  async function* attach({ terminalId, offset, clientId, signal }: AttachInput): AsyncGenerator<{ end: number; event: AttachEvent }> {
    const sessionId = sessionOf(terminalId)
    const left = (): boolean => signal.aborted
    let at = offset
    // Ends with its terminal: what was closed or deleted prints no more.
    while (!left() && isKnown(sessionId, terminalId)) {
      const link = context.links.find(sessionId)
      // A supervisor that was started anew has the terminal only once its program is opened again.
      if (link?.terminals().some(({ id }) => id === terminalId)) {
        for await (const piece of link.attach({ terminalId, offset: at, clientId, signal })) {
          at = piece.end
          yield piece
        }
      } else if (!link) {
        const saved = await context.lastScreens.read(terminalId)
        // A viewer that saw everything keeps its own screen.
        if (saved && saved.offset !== at) {
          const { offset: end, data, cols, rows } = saved
          at = end
          yield { end, event: { kind: 'snapshot', offset: end, data, cols, rows, skipped: 0 } }
        }
      }
      if (!left()) await nextChange(context, sessionId, signal)
    }
  }

  return {
    watch: (sessionId: string, signal: AbortSignal) => terminalChanges(context, sessionId, signal),
    list: (sessionId: string): Terminal[] => knownTerminals(context.store.get(sessionId).terminals),
    async open(input: { sessionId: string; cols?: number | undefined; rows?: number | undefined }): Promise<Terminal> {
      const { place, adapter } = placeAndAdapter(context, input.sessionId)
      if (!context.links.find(input.sessionId) && context.store.get(input.sessionId).status === 'creating') throw new Problem('precondition', 'This session is being created; open a terminal in it once it runs.')
      const link = context.links.get(input.sessionId)
      if (link.terminals().length >= limits.terminalsPerSession) {
        throw new Problem('precondition', `A session has at most ${String(limits.terminalsPerSession)} terminals; close one first.`)
      }
      const layout = adapter.layout(place)
      const opened = await link.open({
        id: newTerminalId(input.sessionId),
        kind: 'shell',
        title: shellAgent().name,
        commands: shellAgent().start(layout),
        cwd: layout.work,
        env: await adapter.processEnv(place),
        cols: input.cols ?? 80,
        rows: input.rows ?? 24,
      })
      const terminal = terminalOf(input.sessionId, opened)
      noteTerminals(context, input.sessionId, link)
      return terminal
    },
    attach,
    async write(input: { terminalId: string; data: Uint8Array; clientId?: string | undefined; seq?: number | undefined }): Promise<{ seq: number }> {
      const sessionId = sessionOf(input.terminalId)
      const answer = await context.links.get(sessionId).write(input)
      context.onInput(sessionId)
      return { seq: answer.seq }
    },
    resize: (input: { terminalId: string; cols: number; rows: number; clientId?: string | undefined; take?: boolean | undefined }): Promise<void> =>
      linkOf(input.terminalId).resize(input),
    /** Puts a part of a file beside the session's work, not into it; answers where the file is for what runs in the terminal. */
    async upload({ terminalId, uploadId, name, at, data }: { terminalId: string; uploadId: string; name: string; at: number; data: Uint8Array }): Promise<{ path: string; size: number }> {
      const sessionId = sessionOf(terminalId)
      const { place, adapter } = placeAndAdapter(context, sessionId)
      const path = `uploads/${uploadId}/${uploadedName(name)}`
      await context.links.get(sessionId).writeFilePart({ path, data, at })
      return { path: `${adapter.layout(place).state}/${path}`, size: at + data.length }
    },
    /** What the terminal shows, as plain text. */
    screen: (terminalId: string) => linkOf(terminalId).screen(terminalId),
    async update({ terminalId, title, position }: { terminalId: string; title?: string | undefined; position?: number | undefined }): Promise<Terminal> {
      const sessionId = sessionOf(terminalId)
      const told = context.links.find(sessionId)?.terminals().find(({ id }) => id === terminalId)?.title
      const terminals = rearranged(knownTerminals(context.store.get(sessionId).terminals), { terminalId, title, told, position })
      await context.store.update(sessionId, { terminals })
      const updated = terminals.find(({ id }) => id === terminalId)
      if (!updated) throw new Problem('not-found', 'This terminal was closed in the meantime.')
      return updated
    },
    /** What would end with the terminal; none where it does not run. */
    async programs(terminalId: string): Promise<{ names: string[] }> {
      const link = context.links.find(sessionOf(terminalId))
      const known = link?.terminals().find(({ id }) => id === terminalId)
      if (!link || known?.running !== true) return { names: [] }
      return { names: await link.programs(terminalId) }
    },
    async close(terminalId: string): Promise<void> {
      const sessionId = sessionOf(terminalId)
      const known = knownTerminals(context.store.get(sessionId).terminals)
      if (known.find((terminal) => terminal.id === terminalId)?.kind === 'agent') {
        throw new Problem('precondition', "The agent's terminal stays as long as its session; stop the session, or restart its agent.")
      }
      await context.links.find(sessionId)?.close(terminalId)
      await context.store.update(sessionId, { terminals: knownTerminals(context.store.get(sessionId).terminals).filter((terminal) => terminal.id !== terminalId) })
    },
  }
}

/** Resolves when the session changed, was removed, or the caller left. */
function nextChange(context: SessionContext, sessionId: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stop()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const stop = context.store.onChange((change) => {
      if ((change.kind === 'removed' ? change.id : change.row.id) === sessionId) done()
    })
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
