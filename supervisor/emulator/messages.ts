import type { ProgramReport } from './program-status.ts'

/** To the worker. Messages of one terminal are done in their order. */
export type ToEmulator =
  /** A terminal of this size that goes on where `frozen` stopped, or below what an earlier run `saved`. */
  | { kind: 'open'; id: number; cols: number; rows: number; saved: { data: string; cols: number; rows: number } | null; frozen: Uint8Array | null }
  | { kind: 'bytes'; id: number; bytes: Uint8Array }
  | { kind: 'resize'; id: number; cols: number; rows: number }
  | { kind: 'snapshot'; id: number; request: number; max: number }
  | { kind: 'screen'; id: number; request: number }
  /** What it takes to do without this terminal for a while; `max` as in `snapshot`. */
  | { kind: 'rest'; id: number; request: number; max: number }
  | { kind: 'close'; id: number }

/** A terminal without its emulator: all of it, and what is asked for meanwhile. */
export type Resting = {
  frozen: Uint8Array
  /** Its snapshot, deflated, and how many characters that has. */
  snapshot: { deflated: Uint8Array; length: number }
  lines: string[]
  cols: number
  rows: number
}

/** From the worker. */
export type FromEmulator =
  /** `taken` more bytes were parsed; the last `held` of all stand in the middle of a sequence. */
  | { kind: 'parsed'; id: number; taken: number; held: number }
  | { kind: 'reply'; id: number; data: string }
  | { kind: 'title'; id: number; title: string }
  | { kind: 'bell'; id: number }
  | { kind: 'program'; id: number; report: ProgramReport }
  | { kind: 'notice'; id: number; text: string }
  | { kind: 'snapshot'; id: number; request: number; held: number; data: string; cols: number; rows: number }
  | { kind: 'screen'; id: number; request: number; held: number; lines: string[]; cols: number; rows: number }
  /** null while it stands in the middle of a sequence. */
  | { kind: 'rest'; id: number; request: number; resting: Resting | null }
