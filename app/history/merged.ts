import type { HistoryEvent } from '../api.ts'

/** Two stretches of history as one, newest first, each event once. */
export function merged(a: readonly HistoryEvent[], b: readonly HistoryEvent[]): HistoryEvent[] {
  return [...new Map([...a, ...b].map((event) => [event.id, event])).values()].sort((one, other) => other.id - one.id)
}
