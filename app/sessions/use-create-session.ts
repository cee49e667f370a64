import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { CreateSession } from '../../contract/session.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'

/** Creates a session and goes to it. `problem` is why it did not work, for the form to show. */
export function useCreateSession() {
  const connection = useConnection()
  const navigate = useNavigate()
  const [creating, setCreating] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function create(input: CreateSession): Promise<boolean> {
    if (connection?.link.get().kind !== 'live') {
      setProblem('Not connected right now; try again when the connection is back.')
      return false
    }
    setCreating(true)
    setProblem(null)
    try {
      const { id } = await connection.trpc.sessions.create.mutate(input)
      await navigate(`/sessions/${id}`)
      return true
    } catch (error) {
      setProblem(problemText(error))
      return false
    } finally {
      setCreating(false)
    }
  }
  return { create, creating, problem }
}
