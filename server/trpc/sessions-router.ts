import { tracked } from '@trpc/server'
import { byId, createSession, diffOfSession, nothing, removeSession, resumable, startAll, updateSession } from '../../contract/session.ts'
import { router, signedIn } from './trpc.ts'

export const sessionsRouter = router({
  list: signedIn.meta({ cookie: true }).input(nothing).query(({ ctx }) => ctx.sessions.list()),
  get: signedIn.meta({ cookie: true }).input(byId).query(({ ctx, input }) => ctx.sessions.get(input.id)),
  /** What `create` was given, to ask for it again or for something like it. */
  asked: signedIn.input(byId).query(({ ctx, input }) => ctx.sessions.asked(input.id)),
  create: signedIn.input(createSession).mutation(({ ctx, input }) => ctx.sessions.create(input)),
  cancel: signedIn.input(byId).mutation(({ ctx, input }) => ctx.sessions.cancel(input.id)),
  retry: signedIn.input(byId).mutation(({ ctx, input }) => ctx.sessions.retry(input.id)),
  start: signedIn.input(byId).mutation(({ ctx, input }) => ctx.sessions.start(input.id)),
  startAll: signedIn.input(startAll).mutation(({ ctx, input }) => ctx.sessions.startAll(input?.ids ?? null)),
  stop: signedIn.input(byId).mutation(({ ctx, input }) => ctx.sessions.stop(input.id)),
  restart: signedIn.input(byId).mutation(({ ctx, input }) => ctx.sessions.restart(input.id)),
  recreate: signedIn.input(byId).mutation(({ ctx, input }) => ctx.sessions.recreate(input.id)),
  update: signedIn.input(updateSession).mutation(({ ctx, input: { id, ...patch } }) => ctx.sessions.update(id, patch)),
  keepRunning: signedIn.input(byId).mutation(({ ctx, input }) => ctx.sessions.keepRunning(input.id)),
  remove: signedIn.input(removeSession).mutation(({ ctx, input }) => ctx.sessions.remove(input.id, input.confirmName)),
  stats: signedIn.input(byId).query(({ ctx, input }) => ctx.sessions.stats(input.id)),
  gitWarnings: signedIn.input(byId).query(({ ctx, input }) => ctx.sessions.gitWarnings(input.id)),
  diff: signedIn.input(diffOfSession).query(({ ctx, input }) => ctx.sessions.diff(input.id, input.path ?? null)),
  log: signedIn.input(byId).query(({ ctx, input }) => ctx.sessions.log(input.id)),
  /** A reconnect starts with the whole list again, so the event ids need no meaning. */
  onChange: signedIn.input(resumable).subscription(async function* ({ ctx, signal }) {
    let count = 0
    for await (const change of ctx.sessions.changes(signal ?? new AbortController().signal)) yield tracked(String(count++), change)
  }),
})
