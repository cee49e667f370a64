import type { TranscriptEntry } from './message.ts'
import type { StreamEvent } from './stream-event.ts'
import { questionOf } from './turn-state.ts'

/** What of an event belongs into the transcript. */
export function entriesOf(event: StreamEvent): TranscriptEntry[] {
  switch (event.type) {
    case 'assistant': {
      const { parentToolUseId } = event
      return event.blocks.map((block) => {
        switch (block.type) {
          case 'text': return { kind: 'text', text: block.text, parentToolUseId }
          case 'thinking': return { kind: 'thinking', text: block.text, parentToolUseId }
          case 'tool-call': return { kind: 'tool-call', toolUseId: block.toolUseId, name: block.name, input: block.input, parentToolUseId }
        }
      })
    }
    case 'tool-results':
      return event.results.map((result) => ({ kind: 'tool-result', ...result, parentToolUseId: event.parentToolUseId }))
    case 'result':
      return [{ kind: 'result', outcome: event.outcome, text: event.text, costUsd: event.costUsd, durationMs: event.durationMs, turns: event.turns }]
    case 'asks':
      return [{ kind: 'permission', requestId: event.ask.requestId, tool: event.ask.tool, input: event.ask.input, question: questionOf(event.ask) }]
    case 'withdraws':
      return [{ kind: 'answer', requestId: event.requestId, outcome: 'withdrawn', message: null }]
    case 'raw':
      return [{ kind: 'raw', why: event.why, text: event.text, bytes: event.bytes }]
    case 'init':
    case 'taken':
    case 'response':
    case 'quiet':
      return []
  }
}
