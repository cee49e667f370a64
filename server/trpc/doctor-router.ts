import { adoptSession, clearLeftovers, lookForLeftovers } from '../../contract/storage.ts'
import { nothing } from '../../contract/session.ts'
import { router, signedIn } from './trpc.ts'

export const doctorRouter = router({
  /** What crashes left behind. Changes nothing. */
  look: signedIn.input(lookForLeftovers).query(({ ctx, input }) => ctx.sessions.doctor.look(input?.olderThanMinutes)),
  /** Takes away those of these that are safe to take away. */
  clear: signedIn.input(clearLeftovers).mutation(({ ctx, input }) => ctx.sessions.doctor.clear(input.names, input.olderThanMinutes)),
  /** Sessions on the engines that bear no signature of this installation. */
  strangers: signedIn.input(nothing).query(({ ctx }) => ctx.sessions.doctor.strangers()),
  /** Takes such a session into the list. */
  adopt: signedIn.input(adoptSession).mutation(async ({ ctx, input }) => ctx.sessions.get(await ctx.sessions.doctor.adopt(input.sessionId))),
})
