import { useEffect, useState } from 'react'
import type { ApiClient } from '../api.ts'
import { useConnection, useLinkState } from '../connection/connection-provider.tsx'

/** An answer asked for again and again while somebody looks; null before the first, and where the last could not be had. `ask` is stable. */
export function useRepeated<T>(ask: (trpc: ApiClient) => Promise<T>, everyMs: number): T | null {
  const trpc = useConnection()?.trpc
  const live = useLinkState().kind === 'live'
  const [answer, setAnswer] = useState<T | null>(null)
  useEffect(() => {
    if (!trpc || !live) return
    let gone = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = (value: T | null) => {
      if (gone) return
      setAnswer(value)
      timer = setTimeout(look, everyMs)
    }
    const look = () => {
      if (document.visibilityState === 'hidden') timer = setTimeout(look, everyMs)
      else ask(trpc).then(tell, () => tell(null))
    }
    look()
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [trpc, live, ask, everyMs])
  return answer
}
