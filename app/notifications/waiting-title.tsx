import { useEffect } from 'react'
import { useSessions } from '../sessions/sessions-provider.tsx'
import { needsOf, titleWith } from './needs.ts'

/** Counts the sessions that wait for somebody in the tab's title, whatever view gives that its words. */
export function WaitingTitle() {
  const waiting = needsOf(useSessions()).filter(({ kind }) => kind === 'waits').length
  useEffect(() => {
    let words = document.title
    let shown = words
    const show = () => {
      // A title that is not ours is a view's new one.
      if (document.title !== shown) words = document.title
      shown = titleWith(waiting, words)
      if (document.title !== shown) document.title = shown
    }
    show()
    const observer = new MutationObserver(show)
    observer.observe(document.head, { childList: true, characterData: true, subtree: true })
    return () => {
      observer.disconnect()
      if (document.title === shown) document.title = words
    }
  }, [waiting])
  return null
}
