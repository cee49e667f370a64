import { useMemo, useSyncExternalStore } from 'react'
import { eventTime, type EventTime } from './event-time.ts'

const never = () => () => undefined

/** In the reader's time zone, which only the browser knows: the server's page and the first render say UTC. */
export function useEventTime(): EventTime {
  const inBrowser = useSyncExternalStore(never, () => true, () => false)
  return useMemo(() => eventTime(inBrowser ? undefined : 'UTC'), [inBrowser])
}
