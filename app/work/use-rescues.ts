import { useCallback, useEffect, useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import type { ApiClient, Rescue } from '../api.ts'
import { useConnection, useLinkState } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { useToldAttempt } from '../connection/use-attempt.ts'
import { useSessions } from '../sessions/sessions-provider.tsx'
import { useNotify } from '../ui/notices.tsx'

/** The rescues, newest first; null until they are there. Asked again when a session goes. */
export function useRescues() {
  const trpc = useConnection()?.trpc
  const live = useLinkState().kind === 'live'
  const attempt = useToldAttempt()
  const notify = useNotify()
  const navigate = useNavigate()
  const sessions = useSessions().length
  const [rescues, setRescues] = useState<readonly Rescue[] | null>(null)

  const load = useCallback(async (from: ApiClient): Promise<void> => {
    try {
      setRescues(await from.rescues.list.query())
    } catch (error) {
      notify(problemText(error))
    }
  }, [notify])

  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the answer comes later
    if (trpc && live) void load(trpc)
  }, [trpc, live, sessions, load])

  const actions = useMemo(() => ({
    restore: (id: string, environmentId: string | null) => attempt(async (client) => {
      const session = await client.rescues.restore.mutate({ id, environmentId })
      await navigate(`/sessions/${session.id}`)
    }),
    download: (id: string) => attempt(async (client) => { location.assign((await client.rescues.download.mutate({ id })).url) }),
    remove: (id: string) => attempt(async (client) => {
      await client.rescues.remove.mutate({ id })
      await load(client)
    }),
  }), [attempt, navigate, load])

  return { rescues, ...actions }
}
