import { useCallback, useEffect, useRef, useState } from 'react'
import type { TranscriptMessage } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { mergeMessages } from './merge-messages.ts'

const page = 500

export type Transcript = {
  messages: readonly TranscriptMessage[]
  /** The newest page is there. */
  loaded: boolean
  /** There are older ones than those here. */
  more: boolean
  loadOlder: () => void
  problem: string | null
}

/** A session's transcript: its newest page, then each message as it comes, and older pages as they are asked for. */
export function useTranscript(sessionId: string): Transcript {
  const trpc = useConnection()?.trpc
  const [messages, setMessages] = useState<readonly TranscriptMessage[]>([])
  const [loaded, setLoaded] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const loadingOlder = useRef(false)

  useEffect(() => {
    if (!trpc) return
    let left = false
    let subscription: { unsubscribe: () => void } | null = null
    // A burst of messages is one change of the page.
    let came: TranscriptMessage[] = []
    let frame = 0
    const show = () => {
      const batch = came
      came = []
      frame = 0
      setMessages((before) => mergeMessages(before, batch))
    }
    const failed = (error: unknown) => { if (!left) setProblem(problemText(error)) }

    trpc.transcript.list.query({ sessionId, limit: page }).then((newest) => {
      if (left) return
      setMessages((before) => mergeMessages(before, newest))
      setLoaded(true)
      setProblem(null)
      subscription = trpc.transcript.onMessage.subscribe({ sessionId, after: newest.at(-1)?.seq ?? 0 }, {
        onData: ({ data }) => {
          came.push(data)
          // A page in the background draws no frames, and its messages must not pile up.
          if (frame === 0) frame = document.hidden ? (setTimeout(show, 100), -1) : requestAnimationFrame(show)
        },
        onError: failed,
      })
    }, failed)
    return () => {
      left = true
      subscription?.unsubscribe()
      if (frame > 0) cancelAnimationFrame(frame)
    }
  }, [trpc, sessionId])

  const oldest = messages[0]?.seq ?? 1
  const loadOlder = useCallback(() => {
    if (!trpc || loadingOlder.current || oldest <= 1) return
    loadingOlder.current = true
    trpc.transcript.list.query({ sessionId, before: oldest, limit: page }).then(
      (older) => setMessages((before) => mergeMessages(before, older)),
      (error: unknown) => setProblem(problemText(error)),
    ).finally(() => { loadingOlder.current = false })
  }, [trpc, sessionId, oldest])

  return { messages, loaded, more: loaded && oldest > 1, loadOlder, problem }
}
