import { useState, type KeyboardEvent } from 'react'
import { Icon } from '../../ui/icon.tsx'
import { isPattern, type Search, type SearchWays } from './search.ts'

type SearchBarProps = {
  /** What is selected when it opens is what is looked for. */
  start: string
  matches: { index: number; count: number }
  onFind: (search: Search) => void
  onClose: () => void
}

const stepClass = 'text-muted hover:text-text grid size-6 flex-none place-items-center rounded-control pointer-coarse:size-9'
const ways: { name: keyof SearchWays; label: string; sign: string; key: string }[] = [
  { name: 'caseSensitive', label: 'Match case', sign: 'Aa', key: 'KeyC' },
  { name: 'wholeWord', label: 'Whole words', sign: 'ab', key: 'KeyW' },
  { name: 'regex', label: 'Regular expression', sign: '.*', key: 'KeyR' },
]

/** Searches the screen and what can be scrolled back to. */
export function SearchBar({ start, matches: { index, count }, onFind, onClose }: SearchBarProps) {
  const [text, setText] = useState(start)
  const [chosen, setChosen] = useState<SearchWays>({ caseSensitive: false, wholeWord: false, regex: false })
  const broken = chosen.regex && !isPattern(text)
  const counted = text === '' ? '' : broken ? 'no pattern' : count === 0 ? 'none' : index < 0 ? String(count) : `${String(index + 1)} of ${String(count)}`

  function toggle(name: keyof SearchWays): void {
    const next = { ...chosen, [name]: !chosen[name] }
    setChosen(next)
    onFind({ text, ways: next, direction: 'anew' })
  }
  function onKey(event: KeyboardEvent): void {
    const way = event.altKey ? ways.find(({ key }) => key === event.code) : undefined
    if (way) toggle(way.name)
    else if (event.key === 'Escape') onClose()
    else if (event.key === 'Enter') onFind({ text, ways: chosen, direction: event.shiftKey ? 'previous' : 'next' })
    else return
    event.preventDefault()
  }

  return (
    <search className="bg-raised border-line shadow-float absolute top-2 right-2 left-2 z-10 flex items-center gap-0.5 rounded-lg border py-1 pr-1 pl-2 sm:left-auto md:right-4">
      <input
        autoFocus
        aria-label="Find in the terminal"
        aria-invalid={broken}
        placeholder="Find"
        spellCheck={false}
        className="w-40 min-w-16 flex-1 bg-transparent outline-none pointer-coarse:text-[16px]"
        value={text}
        onFocus={({ currentTarget }) => {
          currentTarget.select()
          if (start !== '') onFind({ text: start, ways: chosen, direction: 'here' })
        }}
        onChange={({ target: { value } }) => {
          setText(value)
          onFind({ text: value, ways: chosen, direction: 'here' })
        }}
        onKeyDown={onKey}
      />
      <span role="status" className={`text-small min-w-14 flex-none pr-1 text-right tabular-nums ${broken ? 'text-error' : 'text-muted'}`}>
        {counted}
      </span>
      {ways.map(({ name, label, sign, key }) => (
        <button
          key={name}
          type="button"
          aria-label={label}
          aria-pressed={chosen[name]}
          title={`${label} (Alt-${key.slice(-1)})`}
          className={`text-small grid size-6 flex-none place-items-center rounded-control font-mono pointer-coarse:size-9 ${chosen[name] ? 'bg-accent text-accent-ink' : 'text-muted hover:text-text'} ${name === 'wholeWord' ? 'underline underline-offset-2' : ''}`}
          onClick={() => toggle(name)}
        >
          {sign}
        </button>
      ))}
      <button type="button" aria-label="Previous match" title="Previous match (Shift-Enter)" className={stepClass} onClick={() => onFind({ text, ways: chosen, direction: 'previous' })}>
        <Icon name="up" />
      </button>
      <button type="button" aria-label="Next match" title="Next match (Enter)" className={stepClass} onClick={() => onFind({ text, ways: chosen, direction: 'next' })}>
        <Icon name="down" />
      </button>
      <button type="button" aria-label="Close the search" title="Close (Escape)" className={stepClass} onClick={onClose}>
        <Icon name="cross" />
      </button>
    </search>
  )
}
