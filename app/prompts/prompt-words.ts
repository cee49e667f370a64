import type { Prompt } from '../api.ts'
import type { DotKind } from '../ui/dot.tsx'

/** What is known of a prompt that was sent. Typed is not delivered: only the agent itself can say that it has it. */
export const promptWords: Record<Prompt['state'], { word: string; dot: DotKind }> = {
  queued: { word: 'queued', dot: 'idle' },
  typed: { word: 'typed, not confirmed', dot: 'unknown' },
  delivered: { word: 'delivered', dot: 'done' },
  failed: { word: 'not sent', dot: 'error' },
}
