import { useState, type KeyboardEvent } from 'react'
import { Icon } from '../ui/icon.tsx'

type SearchBarProps = { matches: { index: number; count: number }; onFind: (text: string, direction: 'next' | 'previous') => void; onClose: () => void }

const stepClass = 'text-muted hover:text-text grid size-6 place-items-center rounded-control pointer-coarse:size-9'

/** Searches the screen and what can be scrolled back to. */
export function SearchBar({ matches: { index, count }, onFind, onClose }: SearchBarProps) {
  const [text, setText] = useState('')
  const counted = text === '' ? '' : count === 0 ? 'none' : index < 0 ? String(count) : `${String(index + 1)} of ${String(count)}`

  function onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape') onClose()
    else if (event.key === 'Enter') onFind(text, event.shiftKey ? 'previous' : 'next')
  }

  return (
    <search className="bg-raised border-line shadow-float absolute top-2 right-4 z-10 flex items-center gap-1 rounded-lg border py-1 pr-1 pl-2">
      <input
        autoFocus
        aria-label="Find in the terminal"
        placeholder="Find"
        className="w-40 bg-transparent outline-none pointer-coarse:text-[16px]"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          onFind(event.target.value, 'next')
        }}
        onKeyDown={onKey}
      />
      <span role="status" className="text-muted text-small min-w-14 text-right tabular-nums">
        {counted}
      </span>
      <button type="button" aria-label="Previous match" className={stepClass} onClick={() => onFind(text, 'previous')}>
        <Icon name="up" />
      </button>
      <button type="button" aria-label="Next match" className={stepClass} onClick={() => onFind(text, 'next')}>
        <Icon name="down" />
      </button>
      <button type="button" aria-label="Close the search" className={stepClass} onClick={onClose}>
        <Icon name="cross" />
      </button>
    </search>
  )
}
