import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { ConversationItem } from './conversation-item.tsx'
import type { Item } from './items.ts'

/** Rows before the first one here at which older ones are asked for: early enough that nobody meets the end of them. */
const nearTop = 100
const nearEndPx = 48

type MessageListProps = { items: readonly Item[]; more: boolean; loadOlder: () => void; loading: boolean }

/** Thousands of messages, of which those in view exist. It stays with the newest one until somebody scrolls away from it. */
export function MessageList({ items, more, loadOlder, loading }: MessageListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- what it returns is used in this component alone
  const list = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => items[index]?.key ?? index,
    estimateSize: (index) => estimate(items[index]),
    overscan: 6,
    paddingStart: 16,
    paddingEnd: 16,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: nearEndPx,
  })
  const rows = list.getVirtualItems()
  const first = rows[0]?.index ?? nearTop
  useEffect(() => { if (more && first < nearTop) loadOlder() }, [more, first, loadOlder])
  const away = items.length > 0 && !list.isAtEnd(4 * nearEndPx)

  return (
    <div className="relative min-h-0">
      <div ref={scroller} role="log" aria-label="Conversation" aria-live="off" tabIndex={0} className="h-full overflow-y-auto overscroll-contain px-4 [overflow-anchor:none] focus-visible:outline-offset-[-2px]">
        <div className="relative mx-auto w-full max-w-[760px]" style={{ height: `${String(list.getTotalSize())}px` }}>
          {rows.map(({ key, index, start }) => {
            const item = items[index]
            return (
              <div key={key} data-index={index} ref={list.measureElement} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${String(start)}px)` }}>
                {item && <ConversationItem item={item} />}
              </div>
            )
          })}
        </div>
      </div>
      {loading && <p role="status" className="text-faint animate-late absolute inset-0 grid place-items-center">Loading the conversation…</p>}
      {more && first === 0 && <p role="status" className="text-faint text-small bg-page absolute top-0 left-1/2 -translate-x-1/2 rounded-full px-3 py-0.5">Older messages…</p>}
      {away && (
        <Button className="shadow-float absolute bottom-3 left-1/2 -translate-x-1/2 rounded-full!" onClick={() => list.scrollToIndex(items.length - 1, { align: 'end' })}>
          <Icon name="down" /> Newest
        </Button>
      )}
    </div>
  )
}

/** Pixels, before it was measured: near enough that the scroll bar does not jump about. */
function estimate(item: Item | undefined): number {
  if (item?.kind === 'text') return 24 + 22 * Math.ceil(item.text.length / 90)
  if (item?.kind === 'prompt') return 48 + 20 * Math.ceil(item.text.length / 80)
  return 36
}
