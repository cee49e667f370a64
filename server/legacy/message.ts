/** One entry of a legacy session's conversation, as it is stored and shown. Long texts are clipped and say so. */
export type TranscriptEntry =
  | { kind: 'prompt'; promptId: string; text: string }
  | { kind: 'text'; text: string; parentToolUseId: string | null }
  | { kind: 'thinking'; text: string; parentToolUseId: string | null }
  | { kind: 'tool-call'; toolUseId: string; name: string; input: Record<string, unknown>; parentToolUseId: string | null }
  | { kind: 'tool-result'; toolUseId: string; text: string; isError: boolean; parentToolUseId: string | null }
  | { kind: 'permission'; requestId: string; tool: string; input: Record<string, unknown>; question: string }
  | { kind: 'answer'; requestId: string; outcome: 'allowed' | 'denied' | 'withdrawn'; message: string | null }
  | { kind: 'result'; outcome: TurnOutcome; text: string; costUsd: number | null; durationMs: number | null; turns: number | null }
  | { kind: 'process'; event: 'started' | 'resumed' | 'ended' | 'new conversation'; message: string | null }
  /** What the process printed and nobody understood: kept, so that nothing it said is lost. */
  | { kind: 'raw'; why: RawReason; text: string; bytes: number }

/** `costUsd` of a result counts the whole process, as Claude Code reports it. */
export type TurnOutcome = 'success' | 'interrupted' | 'error'

export type RawReason = 'not JSON' | 'unknown event' | 'half a line' | 'line too long'

export type TranscriptMessage = {
  sessionId: string
  /** Counts the session's messages from 1, without gaps. */
  seq: number
  at: string
  entry: TranscriptEntry
}

const clippedAt = 64 * 1024

/** A text of at most 64 K characters. */
export function clip(text: string, most = clippedAt): string {
  return text.length <= most ? text : `${text.slice(0, most)}\n[${String(text.length - most)} more characters were left out]`
}

/** The same for every text in a value from outside; what is nested too deep is left out. */
export function clipped(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return clip(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth === 16) return '[left out: nested too deep]'
  if (Array.isArray(value)) return value.slice(0, 1_000).map((item: unknown) => clipped(item, depth + 1))
  // fromEntries defines properties, so that one named __proto__ stays a property.
  return Object.fromEntries(Object.entries(value).slice(0, 1_000).map(([key, item]) => [clip(key, 200), clipped(item, depth + 1)]))
}
