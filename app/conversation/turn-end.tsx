import { Dot } from '../ui/dot.tsx'
import { took } from '../ui/time-words.ts'
import type { ItemOf } from './items.ts'

/** The end of a turn: how it ended, how long it took, what it cost. Its text has been said already, unless it is a failure. */
export function TurnEnd({ result: { outcome, text, durationMs, turnCostUsd, costUsd } }: { result: ItemOf<'result'> }) {
  const figures = [
    ...(durationMs === null ? [] : [took(durationMs)]),
    ...(turnCostUsd !== null ? [dollars(turnCostUsd)] : costUsd === null ? [] : [`${dollars(costUsd)} so far`]),
  ]
  return (
    <div className="grid gap-1 pb-2">
      {outcome === 'error' && text !== '' && <p className="bg-error-bg text-error rounded-control px-3 py-2 wrap-anywhere whitespace-pre-wrap">{text}</p>}
      <p className="text-faint text-small flex items-center gap-2 tabular-nums" {...(costUsd === null ? {} : { title: `${dollars(costUsd)} since Claude Code was last started` })}>
        <Dot kind={outcome === 'success' ? 'done' : outcome === 'error' ? 'error' : 'stopped'} />
        {[words[outcome], ...figures].join(' · ')}
      </p>
    </div>
  )
}

const words = { success: 'Finished', error: 'Failed', interrupted: 'Interrupted' } as const

function dollars(usd: number): string {
  return `$${usd.toFixed(usd !== 0 && usd < 0.1 ? 4 : 2)}`
}
