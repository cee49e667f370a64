import { useEffect, useState } from 'react'

/** What was typed and not sent yet: it stays while this tab looks elsewhere, and is gone with it. */
export function useDraft(sessionId: string): [string, (text: string) => void] {
  const key = `claudework.prompt.${sessionId}`
  const [text, setText] = useState('')
  useEffect(() => {
    const kept = sessionStorage.getItem(key)
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the server has rendered without it
    if (kept !== null) setText(kept)
  }, [key])
  return [
    text,
    (next) => {
      setText(next)
      if (next === '') sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, next)
    },
  ]
}
