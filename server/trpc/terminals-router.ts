import { tracked } from '@trpc/server'
import { bySessionId } from '../../contract/session.ts'
import { attachTerminal, byTerminalId, openTerminal, resizeTerminal, updateTerminal, uploadPart, watchTerminals, writeTerminal, type WriteTerminal } from '../../contract/terminal.ts'
import type { Context } from './context.ts'
import { router, signedIn } from './trpc.ts'

export const terminalsRouter = router({
  list: signedIn.input(bySessionId).query(({ ctx, input }) => ctx.sessions.terminals.list(input.sessionId)),
  /** The whole list at first and after each change, so the event ids need no meaning. */
  onChange: signedIn.input(watchTerminals).subscription(async function* ({ ctx, input, signal }) {
    let count = 0
    for await (const list of ctx.sessions.terminals.watch(input.sessionId, signal ?? new AbortController().signal)) yield tracked(String(count++), list)
  }),
  open: signedIn.input(openTerminal).mutation(({ ctx, input }) => ctx.sessions.terminals.open(input)),
  /** Every event is tracked by its end offset: an untracked one would make a resume begin anew. */
  attach: signedIn.input(attachTerminal).subscription(async function* ({ ctx, input, signal }) {
    const { terminalId, clientId } = input
    const left = signal ?? new AbortController().signal
    for await (const { end, event } of ctx.sessions.terminals.attach({ terminalId, offset: offsetOf(input), clientId, signal: left })) {
      ctx.flow?.before()
      yield tracked(String(end), event)
      await ctx.flow?.sent(bytesOf(event), left)
    }
  }),
  write: signedIn.input(writeTerminal).mutation(({ ctx, input }) => writeTo(ctx, input)),
  /** A file for what runs in the terminal, such as a picture for its agent. */
  upload: signedIn.input(uploadPart).mutation(({ ctx, input: { data, ...rest } }) => ctx.sessions.terminals.upload({ ...rest, data: bytesIn(data) })),
  resize: signedIn.input(resizeTerminal).mutation(async ({ ctx, input }) => {
    await ctx.sessions.terminals.resize(input)
    return { ok: true as const }
  }),
  programs: signedIn.input(byTerminalId).query(({ ctx, input }) => ctx.sessions.terminals.programs(input.terminalId)),
  screen: signedIn.input(byTerminalId).query(({ ctx, input }) => ctx.sessions.terminals.screen(input.terminalId)),
  update: signedIn.input(updateTerminal).mutation(({ ctx, input }) => ctx.sessions.terminals.update(input)),
  close: signedIn.input(byTerminalId).mutation(async ({ ctx, input }) => {
    await ctx.sessions.terminals.close(input.terminalId)
    return { ok: true as const }
  }),
})

/** What `terminals.write` does, whichever way it is called. */
export function writeTo(ctx: Context, { data, ...rest }: WriteTerminal): Promise<{ seq: number }> {
  return ctx.sessions.terminals.write({ ...rest, data: bytesIn(data) })
}

function bytesIn(data: string | Uint8Array): Uint8Array {
  return typeof data === 'string' ? Buffer.from(data) : data
}

function bytesOf(event: { bytes: Uint8Array } | { data: string } | { kind: 'resize' | 'exit' }): number {
  return 'bytes' in event ? event.bytes.length : 'data' in event ? event.data.length : 0
}

/** A resume says where it was; nonsense counts as "from now". */
function offsetOf({ offset, lastEventId }: { offset?: number | undefined; lastEventId?: string | null | undefined }): number | undefined {
  if (lastEventId === undefined || lastEventId === null) return offset
  const resumed = Number(lastEventId)
  return Number.isSafeInteger(resumed) && resumed >= 0 ? resumed : undefined
}
