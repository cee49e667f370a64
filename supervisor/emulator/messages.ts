import type { ProgramReport } from './program-status.ts'

/** To the worker. Messages of one terminal are done in their order. */
export type ToEmulator =
  | { kind: 'open'; id: number; cols: number; rows: number; saved: { data: string; cols: number; rows: number } | null }
  | { kind: 'bytes'; id: number; bytes: Uint8Array }
  | { kind: 'resize'; id: number; cols: number; rows: number }
  | { kind: 'snapshot'; id: number; request: number; max: number }
  | { kind: 'screen'; id: number; request: number }
  | { kind: 'close'; id: number }

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
