import { useSyncExternalStore } from 'react'

/** Told within this page; the browser tells other pages by itself. */
const changed = 'claudework:kept'

/** A text that this browser keeps under a name of its own, for all its pages at once; null = none, undefined = not known on the server. */
export function useKept(key: string): [kept: string | null | undefined, keep: (text: string | null) => void] {
  const kept = useSyncExternalStore(onChange, () => localStorage.getItem(key), () => undefined)
  return [kept, (text) => {
    if (text === null) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
    dispatchEvent(new Event(changed))
  }]
}

function onChange(listener: () => void): () => void {
  addEventListener('storage', listener)
  addEventListener(changed, listener)
  return () => {
    removeEventListener('storage', listener)
    removeEventListener(changed, listener)
  }
}
