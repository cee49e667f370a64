import type { Exit } from '../sessions/session.ts'

/** A terminal as the API shows it. `id` is `<session id>.<suffix>`, made by the server. */
export type Terminal = {
  id: string
  sessionId: string
  kind: 'agent' | 'shell'
  title: string
  cols: number
  rows: number
  /** Absolute offset of the end of its output so far. */
  offset: number
  running: boolean
  exit: Exit | null
}
