import { TRPCError } from '@trpc/server'
import { exchangeCode } from '../../contract/auth.ts'
import { byId, nothing } from '../../contract/session.ts'
import { open, router, signedIn } from './trpc.ts'

export const authRouter = router({
  /** Both halves of a sign-in for a single-use code: the cookie in a header, the key in the answer. */
  exchange: open.input(exchangeCode).mutation(async ({ ctx, input }) => {
    if (!ctx.setCookie) throw new TRPCError({ code: 'BAD_REQUEST', message: 'Codes are exchanged over HTTP, since only HTTP can set the cookie.' })
    await ctx.auth.attempts.take()
    if (!ctx.auth.codes.take(input.code)) throw new TRPCError({ code: 'UNAUTHORIZED', message: 'This link was used already or is older than five minutes: run "claudework login" (in a checkout "npm run login") for a new one.' })
    await ctx.auth.attempts.refund()
    const { cookie, key, expiresAt } = await ctx.auth.signIns.create(ctx.userAgent)
    ctx.setCookie(cookie)
    return { key, expiresAt }
  }),
  createCode: signedIn.input(nothing).mutation(({ ctx }) => ctx.auth.codes.create()),
  sessions: signedIn.input(nothing).query(({ ctx }) => ctx.auth.signIns.list().map((signIn) => ({ ...signIn, current: signIn.id === ctx.caller.signInId }))),
  revoke: signedIn.input(byId).mutation(async ({ ctx, input }) => {
    const known = await ctx.auth.signIns.revoke(input.id)
    if (!known) throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no sign-in with this id; it may have ended already.' })
    return { ok: true as const }
  }),
})
