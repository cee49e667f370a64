import { Icon } from '../ui/icon.tsx'
import { took } from '../ui/time-words.ts'
import { Folded } from './folded.tsx'
import type { ItemOf, ToolOutcome } from './items.ts'
import { LongText } from './long-text.tsx'
import { toolDetail, toolSummary } from './tool-words.ts'

/** One line: what was called with what, and how it went. Opened, all of it. */
export function ToolCall({ call }: { call: ItemOf<'tool-call'> }) {
  const { name, input, outcome, at } = call
  return (
    <Folded
      summary={
        <>
          <span className="flex-none font-[550]">{name}</span>
          <span className="text-muted min-w-0 flex-1 truncate font-mono text-small">{toolSummary(input)}</span>
          <Outcome outcome={outcome} since={at} />
        </>
      }
    >
      <ToolDetail input={input} />
      {outcome.state === 'done' && outcome.text !== '' && (
        <div className={outcome.isError ? 'text-error' : 'text-muted'}>
          <LongText mono text={outcome.text} />
        </div>
      )}
    </Folded>
  )
}

export function ToolDetail({ input }: { input: Record<string, unknown> }) {
  const lines = toolDetail(input).slice(0, mostLines + 1)
  return (
    <pre className="bg-panel border-line rounded-control min-w-0 overflow-x-auto border px-2.5 py-2 font-mono text-small">
      {lines.slice(0, mostLines).map(({ sign, text }, index) => (
        <span key={index} className={`block min-h-[18px] wrap-anywhere whitespace-pre-wrap ${colours[sign]}`}>
          {sign === ' ' ? text : `${sign} ${text}`}
        </span>
      ))}
      {lines.length > mostLines && <span className="text-faint block">and more</span>}
    </pre>
  )
}

const mostLines = 200
const colours = { '+': 'text-done', '-': 'text-error', ' ': '' } as const

function Outcome({ outcome, since }: { outcome: ToolOutcome; since: string }) {
  switch (outcome.state) {
    case 'running':
      return (
        <span className="text-muted text-small flex flex-none items-center gap-1.5">
          <Icon name="turning" className="animate-turn size-3.5" />
          running
        </span>
      )
    case 'none':
      return <span className="text-faint text-small flex-none">no result</span>
    case 'done':
      return (
        <span className={`text-small flex flex-none items-center gap-1.5 tabular-nums ${outcome.isError ? 'text-error' : 'text-faint'}`}>
          {took(Date.parse(outcome.at) - Date.parse(since))}
          <Icon name={outcome.isError ? 'cross' : 'check'} className={outcome.isError ? '' : 'text-done'} />
          <span className="sr-only">{outcome.isError ? 'failed' : 'done'}</span>
        </span>
      )
  }
}
