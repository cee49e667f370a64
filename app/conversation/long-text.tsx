import { useState } from 'react'

const shownAtFirst = 4_000

/** Text as it is; a long one up to a point, and the rest on request. */
export function LongText({ text, mono = false }: { text: string; mono?: boolean }) {
  const [whole, setWhole] = useState(false)
  const cut = !whole && text.length > shownAtFirst * 1.25
  return (
    <div className="grid min-w-0 gap-1">
      <pre className={`min-w-0 wrap-anywhere whitespace-pre-wrap ${mono ? 'font-mono text-small' : 'text-muted font-sans'}`}>{cut ? text.slice(0, shownAtFirst) : text}</pre>
      {cut && (
        <button type="button" className="text-muted hover:text-text text-small justify-self-start underline underline-offset-2 pointer-coarse:min-h-11" onClick={() => setWhole(true)}>
          Show all {text.length.toLocaleString('en')} characters
        </button>
      )}
    </div>
  )
}
