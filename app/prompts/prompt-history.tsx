import { useLayoutEffect, useRef } from 'react'
import type { Prompt } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { useNow } from '../ui/now.tsx'
import { ago } from '../ui/time-words.ts'
import { promptWords } from './prompt-words.ts'

type PromptHistoryProps = { prompts: readonly Prompt[]; busy: boolean; onAgain: (text: string) => void; onEdit: (text: string) => void }

/** The prompts so far, the newest at the bottom, next to the box. */
export function PromptHistory({ prompts, busy, onAgain, onEdit }: PromptHistoryProps) {
  const list = useRef<HTMLOListElement>(null)
  const newest = prompts.at(-1)?.id
  useLayoutEffect(() => { list.current?.scrollTo({ top: list.current.scrollHeight }) }, [newest])
  const now = useNow()
  return (
    <ol ref={list} aria-label="Prompts so far" className="divide-line max-h-[36vh] divide-y overflow-y-auto">
      {prompts.map(({ id, text, state, createdAt }) => (
        <li key={id} className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-3 gap-y-0.5 py-2">
          <p className="line-clamp-3 wrap-anywhere whitespace-pre-wrap">{text}</p>
          <span className="row-span-2 flex gap-1">
            <Button look="quiet" onClick={() => onEdit(text)}>
              Edit
            </Button>
            <Button disabled={busy} onClick={() => onAgain(text)}>
              Send again
            </Button>
          </span>
          <p className="text-faint text-small flex items-center gap-2 tabular-nums">
            <Dot kind={promptWords[state].dot} />
            {promptWords[state].word} · {ago(now - Date.parse(createdAt))} ago
          </p>
        </li>
      ))}
    </ol>
  )
}
