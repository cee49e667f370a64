import { sendPrompt } from '../../contract/prompt.ts'
import { bySessionId } from '../../contract/session.ts'
import { router, signedIn } from './trpc.ts'

export const promptsRouter = router({
  send: signedIn.input(sendPrompt).mutation(({ ctx, input }) => ctx.sessions.prompts.send(input.sessionId, input.text)),
  list: signedIn.input(bySessionId).query(({ ctx, input }) => ctx.sessions.prompts.list(input.sessionId)),
})
