import { useEffect, useEffectEvent, useRef } from 'react'
import { useNavigate } from 'react-router'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { useSessions } from '../sessions/sessions-provider.tsx'
import { useNotify } from '../ui/notices.tsx'
import { needsOf, newNeeds, type Need } from './needs.ts'
import { showNotification, type WorkerMessage } from './show-notification.ts'
import { wantsNotifications } from './wish.ts'

/** Shows a notification for what begins to need somebody while this tab is not looked at. */
export function Notifier() {
  const sessions = useSessions()
  const trpc = useConnection()?.trpc
  const navigate = useNavigate()
  const notify = useNotify()
  // What needs somebody as the page opens is on the page.
  const before = useRef<readonly Need[] | null>(null)
  const open = useEffectEvent((sessionId: string) => { void navigate(`/sessions/${sessionId}`) })
  const keep = useEffectEvent((sessionId: string) => {
    trpc?.sessions.keepRunning.mutate({ id: sessionId }).catch((error: unknown) => notify(problemText(error)))
  })

  useEffect(() => {
    const now = needsOf(sessions)
    const fresh = newNeeds(before.current ?? now, now)
    before.current = now
    if (document.hasFocus() || !wantsNotifications()) return
    for (const need of fresh) void showNotification(need, (sessionId) => open(sessionId))
  }, [sessions])

  useEffect(() => {
    if (!('serviceWorker' in navigator)) return
    const onMessage = ({ data }: MessageEvent<unknown>) => {
      if (!isMessage(data)) return
      if (data.kind === 'keep') keep(data.sessionId)
      else open(data.sessionId)
    }
    navigator.serviceWorker.addEventListener('message', onMessage)
    return () => navigator.serviceWorker.removeEventListener('message', onMessage)
  }, [])
  return null
}

function isMessage(data: unknown): data is WorkerMessage {
  return typeof data === 'object' && data !== null && 'kind' in data && (data.kind === 'keep' || data.kind === 'open') && 'sessionId' in data && typeof data.sessionId === 'string'
}
