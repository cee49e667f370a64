import { useEffect, useRef, useState } from 'react'
import type { Prompt, Session } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'

const atMostEveryMs = 1_000

/** The prompts that a session was sent, asked for anew as the session changes; and how to send one. */
export function usePrompts(session: Session) {
  const connection = useConnection()
  const trpc = connection?.trpc
  const [prompts, setPrompts] = useState<readonly Prompt[] | null>(null)
  const [sending, setSending] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
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
  }, [trpc, sessionId, session, sent])

  /** Resolves to whether it was sent; why not is then in `problem`. */
  async function send(text: string): Promise<boolean> {
    if (connection?.link.get().kind !== 'live') {
      setProblem('Not connected right now, so nothing was sent; try again when the connection is back.')
      return false
    }
    setSending(true)
    setProblem(null)
    try {
      await connection.trpc.prompts.send.mutate({ sessionId, text })
      return true
    } catch (error) {
      setProblem(problemText(error))
      return false
    } finally {
      setSending(false)
      askedAt.current = -Infinity
      setSent((count) => count + 1)
    }
  }

  return { prompts, sending, problem, send }
}
export type Prompts = ReturnType<typeof usePrompts>
