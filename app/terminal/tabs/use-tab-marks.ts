import { useState, useSyncExternalStore } from 'react'
import type { Terminal } from '../../api.ts'
import { lateMs, markOf, seenAfter, type Mark, type Seen } from './tab-marks.ts'

type Memory = { terminals: readonly Terminal[]; front: string | null; left: { id: string; at: number } | null; seen: Seen }

/** What happened in the terminals that are not in front, or in all while the page itself is hidden. */
export function useTabMarks(terminals: readonly Terminal[], activeId: string | undefined): (terminal: Terminal) => Mark {
  const visible = useSyncExternalStore(onVisibility, () => document.visibilityState === 'visible', () => true)
  const front = visible ? (activeId ?? null) : null
  const [memory, setMemory] = useState<Memory>({ terminals: [], front: null, left: null, seen: new Map() })
  if (memory.terminals !== terminals || memory.front !== front) setMemory(next(memory, terminals, front))
  return (terminal) => markOf(memory.seen, terminal)
}

function next(memory: Memory, terminals: readonly Terminal[], front: string | null): Memory {
  const now = performance.now()
  const left = memory.front !== front && memory.front !== null ? { id: memory.front, at: now } : memory.left
  const justLeft = left && now - left.at < lateMs ? left.id : null
  return { terminals, front, left, seen: seenAfter(memory.seen, terminals, { front, left: justLeft }) }
}

function onVisibility(listener: () => void): () => void {
  document.addEventListener('visibilitychange', listener)
  return () => document.removeEventListener('visibilitychange', listener)
}
