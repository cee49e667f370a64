import { createEnvironment, updateEnvironment } from '../../contract/environment.ts'
import { byId, nothing } from '../../contract/session.ts'
import { router, signedIn } from './trpc.ts'

export const environmentsRouter = router({
  list: signedIn.meta({ cookie: true }).input(nothing).query(({ ctx }) => ctx.environments.list()),
  create: signedIn.input(createEnvironment).mutation(({ ctx, input }) => ctx.environments.create(input)),
  update: signedIn.input(updateEnvironment).mutation(({ ctx, input }) => ctx.environments.update(input)),
  remove: signedIn.input(byId).mutation(async ({ ctx, input }) => {
    await ctx.sessions.removeEnvironment(input.id)
    return { ok: true as const }
  }),
  check: signedIn.input(byId).mutation(({ ctx, input }) => ctx.environments.check(input.id)),
})
