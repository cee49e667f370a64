import { useEffect, useRef, useState, type PointerEvent } from 'react'

/** A press that moves less than this is a click. */
const slackPx = 6

export type TabDrag = { id: string; position: number }

/** Moving a tab with the mouse: where it would go while it is held, and `onMove` when it is let go. A finger scrolls the tabs instead. */
export function useTabDrag(onMove: (id: string, position: number) => void) {
  const [drag, setDrag] = useState<TabDrag | null>(null)
  const stop = useRef<() => void>(() => undefined)
  useEffect(() => () => stop.current(), [])

  function start(event: PointerEvent<HTMLElement>, id: string): void {
    const list = event.currentTarget.closest('[data-tabs]')
    if (!list || event.button !== 0 || event.pointerType === 'touch') return
    const { clientX: from } = event
    let held: TabDrag | null = null
    const move = ({ clientX }: globalThis.PointerEvent) => {
      if (!held && Math.abs(clientX - from) < slackPx) return
      held = { id, position: positionAt(list, id, clientX) }
      setDrag(held)
    }
    const drop = () => {
      stop.current()
      if (held) onMove(id, held.position)
    }
    const cancel = ({ key }: KeyboardEvent) => { if (key === 'Escape') stop.current() }
    stop.current = () => {
      removeEventListener('pointermove', move)
      removeEventListener('pointerup', drop)
      removeEventListener('pointercancel', drop)
      removeEventListener('keydown', cancel)
      setDrag(null)
    }
    addEventListener('pointermove', move)
    addEventListener('pointerup', drop)
    addEventListener('pointercancel', stop.current)
    addEventListener('keydown', cancel)
  }
  return { drag, start }
}

/** Among the other tabs; never before the agent's, which is the first. */
function positionAt(list: Element, id: string, x: number): number {
  const others = [...list.querySelectorAll<HTMLElement>('[data-terminal]')].filter((tab) => tab.dataset['terminal'] !== id)
  const before = others.filter((tab) => {
    const { left, width } = tab.getBoundingClientRect()
    return left + width / 2 < x
  })
  return Math.max(1, before.length)
}
