import { nothing } from '../../contract/session.ts'
import { router, signedIn } from './trpc.ts'

export const agentsRouter = router({
  list: signedIn.meta({ cookie: true }).input(nothing).query(({ ctx }) => ctx.sessions.agents()),
})
