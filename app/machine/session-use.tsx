import { useCallback } from 'react'
import type { ApiClient, Session } from '../api.ts'
import { bytesInWords } from '../work/work-words.ts'
import { useRepeated } from './use-repeated.ts'

const everyMs = 5_000

/** What a running session takes of its machine, and a word where one of its limits holds it back. */
export function SessionUse({ session: { id } }: { session: Session }) {
  const use = useRepeated(useCallback((trpc: ApiClient) => trpc.sessions.stats.query({ id }), [id]), everyMs)
  if (!use) return null
  const { cpuPercent, memory, memoryLimit, disk, reached } = use
  const [first] = reached
  const parts = [
    cpuPercent === null ? null : `CPU ${String(Math.round(cpuPercent))}%`,
    memory === null ? null : bytesInWords(memory),
    disk === null ? null : `disk ${bytesInWords(disk)}`,
  ].filter((part) => part !== null)
  const whole = memory === null || memoryLimit === null ? '' : `Memory ${bytesInWords(memory)} of ${bytesInWords(memoryLimit)}`
  return (
    <>
      {first && <span role="status" className="text-waiting truncate" title={reached.map(({ message }) => message).join('\n')}>{first.limit} limit reached</span>}
      <span aria-label="Use" className="truncate tabular-nums max-md:hidden" title={whole}>{parts.join(' · ')}</span>
    </>
  )
}
