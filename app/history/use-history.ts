import { useEffect, useState } from 'react'
import { eventsPerPage } from '../../contract/event.ts'
import type { HistoryEvent } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { useNotify } from '../ui/notices.tsx'
import { merged } from './merged.ts'

/** The newest events as the page load found them, those that come, and older ones on demand. */
export function useHistory(loaded: readonly HistoryEvent[], sessionId?: string) {
  const trpc = useConnection()?.trpc
  const notify = useNotify()
  const [more, setMore] = useState<readonly HistoryEvent[]>([])
  const [complete, setComplete] = useState(loaded.length < eventsPerPage)
  const [asking, setAsking] = useState(false)
  const [newestLoaded] = useState(loaded[0]?.id ?? 0)
  const events = merged(loaded, more)

  useEffect(() => {
    if (!trpc) return
    const subscription = trpc.events.onEvent.subscribe({ ...(sessionId === undefined ? {} : { sessionId }), lastEventId: String(newestLoaded) }, {
      onData: ({ data }) => setMore((before) => merged(before, [data])),
      onError: (error) => notify(`The history is not live any more. ${problemText(error)}`),
    })
    return () => subscription.unsubscribe()
  }, [trpc, notify, sessionId, newestLoaded])

  async function older(): Promise<void> {
    const before = events.at(-1)?.id
    if (!trpc || before === undefined) return
    setAsking(true)
    try {
      const page = await trpc.events.list.query({ before, ...(sessionId === undefined ? {} : { sessionId }) })
      setMore((known) => merged(known, page))
      setComplete(page.length < eventsPerPage)
    } catch (error) {
      notify(`Older events could not be loaded. ${problemText(error)}`)
    } finally {
      setAsking(false)
    }
  }
  return { events, complete, asking, older }
}
