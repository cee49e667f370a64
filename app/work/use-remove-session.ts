import { useCallback, useState } from 'react'
import { useNavigate } from 'react-router'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemCode, problemText } from '../connection/problem-text.ts'
import { useNotify } from '../ui/notices.tsx'

export type Removing = { state: 'idle' } | { state: 'running' } | { state: 'refused'; /** Why its work could not be rescued. */ reason: string }

/** Deletes a session. Where its work cannot be rescued, the person has to say its name. */
export function useRemoveSession(id: string, onDone: () => void): { removing: Removing; remove: (confirmName?: string) => void } {
  const connection = useConnection()
  const notify = useNotify()
  const navigate = useNavigate()
  const [removing, setRemoving] = useState<Removing>({ state: 'idle' })

  const remove = useCallback((confirmName?: string): void => {
    if (connection?.link.get().kind !== 'live') {
      notify('Not connected right now, so nothing was done; try again when the connection is back.')
      return
    }
    setRemoving({ state: 'running' })
    connection.trpc.sessions.remove.mutate({ id, ...(confirmName === undefined ? {} : { confirmName }) }).then(
      async () => {
        onDone()
        if (location.pathname.startsWith(`/sessions/${id}`)) await navigate('/')
      },
      (error: unknown) => {
        if (problemCode(error) === 'PRECONDITION_FAILED') setRemoving({ state: 'refused', reason: problemText(error) })
        else {
          notify(problemText(error))
          onDone()
        }
      },
    )
  }, [connection, notify, navigate, id, onDone])

  return { removing, remove }
}
