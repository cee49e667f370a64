import { lazy, memo, Suspense } from 'react'
import { Icon } from '../ui/icon.tsx'
import { AskRecord } from './ask-record.tsx'
import { Folded } from './folded.tsx'
import type { Item, ItemOf } from './items.ts'
import { LongText } from './long-text.tsx'
import { ToolCall } from './tool-call.tsx'
import { TurnEnd } from './turn-end.tsx'

const Markdown = lazy(() => import('./markdown.tsx'))

/** Longer texts are shown as they are: parsing them would hold up the page. */
const longestMarkdown = 20_000

export const ConversationItem = memo(function ConversationItem({ item }: { item: Item }) {
  const nested = 'nested' in item && item.nested
  return <div className={`py-1.5 ${nested ? 'border-line ml-1.5 border-l-2 pl-4' : ''}`}>{contentOf(item)}</div>
})

function contentOf(item: Item) {
  switch (item.kind) {
    case 'prompt':
      return (
        <div className="flex justify-end pt-4 pb-1">
          <p className="bg-hover rounded-dialog max-w-[85%] px-3 py-2 wrap-anywhere whitespace-pre-wrap">
            <span className="sr-only">You: </span>
            {item.text}
          </p>
        </div>
      )
    case 'text':
      return item.text.length > longestMarkdown ? (
        <LongText text={item.text} />
      ) : (
        <Suspense fallback={<p className="wrap-anywhere whitespace-pre-wrap">{item.text}</p>}>
          <Markdown text={item.text} />
        </Suspense>
      )
    case 'thinking':
      return (
        <Folded summary={<span className="text-muted italic">Thinking</span>}>
          <LongText text={item.text} />
        </Folded>
      )
    case 'tool-call':
      return <ToolCall call={item} />
    case 'lone-result':
      return (
        <Folded summary={<span className="text-muted">The result of an earlier call</span>}>
          <LongText mono text={item.text} />
        </Folded>
      )
    case 'ask':
      return <AskRecord ask={item} />
    case 'result':
      return <TurnEnd result={item} />
    case 'process':
      return (
        <p className="text-faint text-small border-line flex items-center gap-2 border-t pt-2 wrap-anywhere">
          <Icon name="turning" className="size-3.5" />
          {processWords[item.event]}
          {item.message !== null && ` · ${item.message}`}
        </p>
      )
    case 'raw':
      return (
        <Folded summary={<span className="text-muted">{rawWords(item)}</span>}>
          <LongText mono text={item.text} />
        </Folded>
      )
  }
}

const processWords: Record<ItemOf<'process'>['event'], string> = {
  started: 'Claude Code started',
  resumed: 'Claude Code started again, in the same conversation',
  ended: 'Claude Code ended',
  'new conversation': 'A new conversation began',
}

function rawWords({ why, bytes }: ItemOf<'raw'>): string {
  const size = bytes < 10_000 ? `${String(bytes)} bytes` : `${(bytes / 1e6).toFixed(2)} MB`
  switch (why) {
    case 'not JSON':
      return `Claude Code printed something else (${size})`
    case 'unknown event':
      return `Something this version does not know (${size})`
    case 'half a line':
      return `Cut off in the middle (${size})`
    case 'line too long':
      return `Too long to be shown whole (${size})`
  }
}
