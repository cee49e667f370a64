import { byId, nothing } from '../../contract/session.ts'
import { restoreRescue } from '../../contract/rescue.ts'
import { router, signedIn } from './trpc.ts'

export const rescuesRouter = router({
  list: signedIn.input(nothing).query(({ ctx }) => ctx.sessions.rescues.list()),
  restore: signedIn.input(restoreRescue).mutation(({ ctx, input }) => ctx.sessions.restore(input)),
  /** An address below the server's own that works once, for five minutes. */
  download: signedIn.input(byId).mutation(({ ctx, input }) => ctx.sessions.rescues.download(input.id)),
  remove: signedIn.input(byId).mutation(async ({ ctx, input }) => {
    await ctx.sessions.rescues.remove(input.id)
    return { ok: true as const }
  }),
})
