import { setTimeout as delay } from 'node:timers/promises'
import type { TranscriptEntry } from './message.ts'
import type { Transcript } from './transcript.ts'

/** So many messages may wait in memory for the database before the process is made to wait. */
const mostBehind = 1_000

export type TranscriptFeedDeps = {
  sessionId: string
  transcript: Transcript
  /** Makes the process wait, or lets it go on. */
  hold: (on: boolean) => void
}

/** What a conversation writes down; where the database is slower than its process, the process waits. */
export function createTranscriptFeed({ sessionId, transcript, hold }: TranscriptFeedDeps) {
  let holding = false

  async function holdUntilWritten(): Promise<void> {
    holding = true
    hold(true)
    while (transcript.behind(sessionId) > 0) {
      try {
        await transcript.flushed(sessionId)
      } catch {
        await delay(1_000) // the transcript itself reports why
      }
    }
    holding = false
    hold(false)
  }

  return (entry: TranscriptEntry): void => {
    transcript.append(sessionId, entry)
    if (transcript.behind(sessionId) > mostBehind && !holding) void holdUntilWritten()
  }
}
