import { Dot } from '../ui/dot.tsx'
import { Folded } from './folded.tsx'
import type { AskItem } from './items.ts'
import { ToolDetail } from './tool-call.tsx'

const words = { open: 'waits for you', allowed: 'allowed', denied: 'denied', withdrawn: 'not needed any more' } as const

/** A question in the conversation, and what became of it. */
export function AskRecord({ ask: { question, input, outcome } }: { ask: AskItem }) {
  const message = outcome.state === 'open' ? null : outcome.message
  return (
    <Folded
      summary={
        <>
          <Dot kind={outcome.state === 'open' ? 'waiting' : outcome.state === 'allowed' ? 'done' : 'stopped'} />
          <span className="min-w-0 flex-1 truncate">{question}</span>
          <span className={`text-small min-w-0 max-w-[45%] flex-none truncate ${outcome.state === 'open' ? 'text-waiting' : 'text-faint'}`}>
            {words[outcome.state]}
            {message !== null && `: ${message.replaceAll('\n', ', ')}`}
          </span>
        </>
      }
    >
      <ToolDetail input={input} />
    </Folded>
  )
}
