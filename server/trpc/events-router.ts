import { tracked } from '@trpc/server'
import { listEvents, watchEvents } from '../../contract/event.ts'
import { router, signedIn } from './trpc.ts'

export const eventsRouter = router({
  list: signedIn.meta({ cookie: true }).input(listEvents).query(({ ctx, input }) => ctx.sessions.events.list(input)),
  onEvent: signedIn.input(watchEvents).subscription(async function* ({ ctx, input, signal }) {
    const last = input?.lastEventId ?? null
    const lastSeen = last === null ? null : Number(last)
    const options = { sessionId: input?.sessionId, lastSeen, signal: signal ?? new AbortController().signal }
    for await (const event of ctx.sessions.events.follow(options)) yield tracked(String(event.id), event)
  }),
})
