import { useNow } from '../ui/now.tsx'
import { useLinkState } from './connection-provider.tsx'

/** Said only once it lasts: a reload or a hiccup shorter than a second is nobody's business. */
export function useReconnectingSince(): number | null {
  const link = useLinkState()
  const now = useNow()
  return link.kind === 'connecting' && now - link.since > 1_000 ? link.since : null
}

/** Under the list, while what it shows may be old. */
export function LinkNotice() {
  const since = useReconnectingSince()
  if (since === null) return null
  return (
    <p role="status" className="bg-waiting-bg text-waiting border-line text-small border-t px-4 py-1.5">
      Reconnecting. What you see may be out of date.
    </p>
  )
}
