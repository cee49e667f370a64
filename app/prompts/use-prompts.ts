import { useEffect, useRef, useState } from 'react'
import type { Prompt, Session } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { useAttempt } from '../connection/use-attempt.ts'
import { useTask } from '../ui/use-task.ts'

const atMostEveryMs = 1_000

/** The prompts that a session was sent, asked for anew as the session changes; and how to send one. */
export function usePrompts(session: Session) {
  const trpc = useConnection()?.trpc
  const attempt = useAttempt()
  const [prompts, setPrompts] = useState<readonly Prompt[] | null>(null)
  const { busy: sending, problem, run, setProblem } = useTask()
  const [sent, setSent] = useState(0)
  const askedAt = useRef(-Infinity)
  const { id: sessionId } = session

  useEffect(() => {
    if (!trpc) return
    let left = false
    const timer = setTimeout(() => {
      askedAt.current = performance.now()
      trpc.prompts.list.query({ sessionId }).then(
        (list) => { if (!left) setPrompts(list) },
        (error: unknown) => { if (!left) setProblem(`The prompts could not be listed. ${problemText(error)}`) },
      )
    }, Math.max(0, askedAt.current + atMostEveryMs - performance.now()))
    return () => {
      left = true
      clearTimeout(timer)
    }
    // A receipt is confirmed by what the agent does next, which changes the session.
  }, [trpc, sessionId, session, sent, setProblem])

  /** Resolves to whether it was sent; why not is then in `problem`. */
  const send = (text: string): Promise<boolean> => run(() => attempt(async (client) => {
    try {
      await client.prompts.send.mutate({ sessionId, text })
    } finally {
      askedAt.current = -Infinity
      setSent((count) => count + 1)
    }
  }, 'nothing was sent'))

  return { prompts, sending, problem, send }
}
export type Prompts = ReturnType<typeof usePrompts>
