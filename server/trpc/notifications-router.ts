import { setWebhook } from '../../contract/notification.ts'
import { nothing } from '../../contract/session.ts'
import { router, signedIn } from './trpc.ts'

/** One address that hears of sessions that begin to wait. It may be a secret, so the cookie alone does not read it. */
export const notificationsRouter = router({
  webhook: signedIn.input(nothing).query(({ ctx }) => ctx.webhook.view()),
  setWebhook: signedIn.input(setWebhook).mutation(({ ctx, input }) => ctx.webhook.set(input)),
  testWebhook: signedIn.input(nothing).mutation(({ ctx }) => ctx.webhook.test()),
})
