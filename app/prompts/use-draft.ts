import { useState } from 'react'

/** What was typed and not sent yet: it stays while this tab looks elsewhere, and is gone with it. */
export function useDraft(sessionId: string): [string, (text: string) => void] {
  const key = `claudework.prompt.${sessionId}`
  const [text, setText] = useState(() => (typeof sessionStorage === 'undefined' ? '' : (sessionStorage.getItem(key) ?? '')))
  return [
    text,
    (next) => {
      setText(next)
      if (next === '') sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, next)
    },
  ]
}
