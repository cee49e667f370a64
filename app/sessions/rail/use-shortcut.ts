import { useEffect, useEffectEvent } from 'react'

/** A single key that does something, unless somebody types: in a field, in a terminal, or while a dialog is open. */
export function useShortcut(key: string, act: () => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return
    const { target } = event
    if (target instanceof Element && target.closest('input, textarea, select, [contenteditable], [role="menu"], [role="dialog"]')) return
    if (document.querySelector('[role="dialog"]')) return
    event.preventDefault()
    act()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
}
