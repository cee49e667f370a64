import type { TranscriptEntry, TranscriptMessage } from '../api.ts'

type Entry<Kind extends TranscriptEntry['kind']> = Extract<TranscriptEntry, { kind: Kind }>
type Placed = { key: number; at: string }

export type ToolResult = { text: string; isError: boolean; at: string }
/** `none`: its turn or its process ended before a result came. */
export type ToolOutcome = { state: 'running' | 'none' } | ({ state: 'done' } & ToolResult)
export type AskOutcome = { state: 'open' } | { state: 'allowed' | 'denied' | 'withdrawn'; message: string | null }

/** What the conversation shows, one thing each: calls have their results with them, and questions their answers. */
export type Item =
  | (Placed & Omit<Entry<'prompt'>, 'at'>)
  | (Placed & Omit<Entry<'text' | 'thinking'>, 'parentToolUseId'> & { nested: boolean })
  | (Placed & Omit<Entry<'tool-call'>, 'parentToolUseId'> & { outcome: ToolOutcome; nested: boolean })
  | (Placed & Omit<Entry<'permission'>, 'kind'> & { kind: 'ask'; outcome: AskOutcome })
  | (Placed & Entry<'result'> & { /** Of this turn alone; null where it is not known. */ turnCostUsd: number | null })
  | (Placed & Entry<'process'>)
  | (Placed & Entry<'raw'>)
  /** A result whose call is not among the messages. */
  | (Placed & { kind: 'lone-result'; text: string; isError: boolean; nested: boolean })
export type ItemOf<Kind extends Item['kind']> = Extract<Item, { kind: Kind }>
export type AskItem = ItemOf<'ask'>
/** What a person says to an ask; `message` to Claude Code. */
export type Answer = { allow: boolean; message?: string }

/** Folds messages, which are in their order, into items. */
export function itemsOf(messages: readonly TranscriptMessage[]): Item[] {
  const items: Item[] = []
  const calls = new Map<string, ItemOf<'tool-call'>>()
  const asks = new Map<string, AskItem>()
  let costSoFar: number | null = null

  for (const { seq: key, at, entry } of messages) {
    switch (entry.kind) {
      case 'prompt':
      case 'raw':
        items.push({ key, at, ...entry })
        break
      case 'text':
      case 'thinking': {
        const { kind, text, parentToolUseId } = entry
        if (text.trim() !== '') items.push({ key, at, kind, text, nested: parentToolUseId !== null })
        break
      }
      case 'tool-call': {
        const { parentToolUseId, ...call } = entry
        const item: ItemOf<'tool-call'> = { key, at, ...call, outcome: { state: 'running' }, nested: parentToolUseId !== null }
        calls.set(call.toolUseId, item)
        items.push(item)
        break
      }
      case 'tool-result': {
        const { toolUseId, text, isError, parentToolUseId } = entry
        const call = calls.get(toolUseId)
        if (call) call.outcome = { state: 'done', text, isError, at }
        else items.push({ key, at, kind: 'lone-result', text, isError, nested: parentToolUseId !== null })
        calls.delete(toolUseId)
        break
      }
      case 'permission': {
        const item: AskItem = { key, at, ...entry, kind: 'ask', outcome: { state: 'open' } }
        asks.set(entry.requestId, item)
        items.push(item)
        break
      }
      case 'answer': {
        const ask = asks.get(entry.requestId)
        if (ask) ask.outcome = { state: entry.outcome, message: entry.message }
        asks.delete(entry.requestId)
        break
      }
      case 'result':
        items.push({ key, at, ...entry, turnCostUsd: costOfTurn(entry.costUsd, costSoFar) })
        costSoFar = entry.costUsd ?? costSoFar
        settle(calls, asks)
        break
      case 'process':
        items.push({ key, at, ...entry })
        // A process counts its cost from its own start.
        costSoFar = entry.event === 'ended' ? null : 0
        settle(calls, asks)
        break
    }
  }
  return items
}

/** The questions that wait for a person, oldest first. */
export function openAsks(items: readonly Item[]): AskItem[] {
  return items.filter((item) => item.kind === 'ask').filter(({ outcome }) => outcome.state === 'open')
}

/** A result counts the whole process; without the message before it, it cannot be told what the turn alone cost. */
function costOfTurn(total: number | null, before: number | null): number | null {
  return total === null || before === null || total < before ? null : total - before
}

/** What is still open when a turn or its process ends will hear no more. */
function settle(calls: Map<string, ItemOf<'tool-call'>>, asks: Map<string, AskItem>): void {
  for (const call of calls.values()) call.outcome = { state: 'none' }
  for (const ask of asks.values()) ask.outcome = { state: 'withdrawn', message: null }
  calls.clear()
  asks.clear()
}
