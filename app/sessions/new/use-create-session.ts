import { useNavigate } from 'react-router'
import type { CreateSession } from '../../../contract/session.ts'
import { useAttempt } from '../../connection/use-attempt.ts'
import { useTask } from '../../ui/use-task.ts'

/** Creates a session and goes to it. `problem` is why it did not work, for the form to show. */
export function useCreateSession() {
  const attempt = useAttempt()
  const navigate = useNavigate()
  const { busy: creating, problem, run } = useTask()
  const create = (input: CreateSession): Promise<boolean> => run(() => attempt(async (trpc) => {
    const { id } = await trpc.sessions.create.mutate(input)
    await navigate(`/sessions/${id}`)
  }, 'no session was created'))
  return { create, creating, problem }
}
