import type { Exit } from '../../contract/session-state.ts'

/** A terminal as the API shows it. `id` is `<session id>.<suffix>`, made by the server. */
export type Terminal = {
  id: string
  sessionId: string
  kind: 'agent' | 'shell'
  /** What a person called it, else what its program says. */
  title: string
  /** The title is a person's, and programs do not change it. */
  named: boolean
  cols: number
  rows: number
  /** Absolute offset of the end of its output so far. */
  offset: number
  running: boolean
  /** How often it rang since its supervisor started. */
  bells: number
  /** How many windows look at it. */
  viewers: number
  exit: Exit | null
}
