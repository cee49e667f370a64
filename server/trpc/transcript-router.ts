import { tracked } from '@trpc/server'
import { followTranscript, listTranscript } from '../../contract/transcript.ts'
import { router, signedIn } from './trpc.ts'

export const transcriptRouter = router({
  list: signedIn.input(listTranscript).query(({ ctx, input }) => ctx.sessions.conversations.list(input)),
  /** Each message is tracked by its number, so that a reconnect goes on behind the last one it had. */
  onMessage: signedIn.input(followTranscript).subscription(async function* ({ ctx, input, signal }) {
    const { sessionId, after, lastEventId } = input
    const left = signal ?? new AbortController().signal
    const resumed = Number(lastEventId ?? NaN)
    for await (const message of ctx.sessions.conversations.follow({ sessionId, after: Number.isSafeInteger(resumed) ? resumed : after, signal: left })) {
      yield tracked(String(message.seq), message)
      await ctx.flow?.sent(JSON.stringify(message).length, left)
    }
  }),
})
