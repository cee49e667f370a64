import { useState, type KeyboardEvent } from 'react'
import type { Session } from '../api.ts'
import { promptText } from '../../contract/session.ts'
import { Button } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { PromptHistory } from './prompt-history.tsx'
import { promptWords } from './prompt-words.ts'
import { useDraft } from './use-draft.ts'
import { usePrompts } from './use-prompts.ts'

type PromptBoxProps = { session: Session; placeholder: string; autoFocus?: boolean; onEscape?: () => void }

/** Where a session is told what to do: the box, what became of the last prompt, and those before it. */
export function PromptBox({ session, placeholder, autoFocus = false, onEscape }: PromptBoxProps) {
  const [text, setText] = useDraft(session.id)
  const [open, setOpen] = useState(false)
  const { prompts, sending, problem, send } = usePrompts(session)
  const last = prompts?.at(-1)
  const check = promptText.safeParse(text)
  const tooLong = text !== '' && !check.success ? (check.error.issues[0]?.message ?? 'This cannot be sent.') : null
  const ready = text.trim() !== '' && tooLong === null && !sending

  async function submit(): Promise<void> {
    if (ready && (await send(text))) setText('')
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' && onEscape) {
      event.preventDefault()
      onEscape()
    }
    // Where there is no keyboard but the screen's, Enter makes a line and the button sends.
    const wants = event.ctrlKey || event.metaKey || (!event.shiftKey && matchMedia('(pointer: fine)').matches)
    if (event.key !== 'Enter' || !wants) return
    event.preventDefault()
    void submit()
  }

  return (
    <section aria-label="Prompt" className="bg-panel border-line border-t px-3 py-2 md:px-4">
      <div className="mx-auto grid w-full max-w-[760px] gap-1.5">
        {open && <PromptHistory prompts={prompts ?? []} busy={sending} onAgain={(again) => void send(again)} onEdit={setText} />}
        <form
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            void submit()
          }}
        >
          <textarea
            aria-label="Prompt"
            rows={1}
            autoFocus={autoFocus}
            placeholder={placeholder}
            aria-invalid={tooLong !== null}
            className="border-line-strong rounded-control bg-page placeholder:text-faint aria-invalid:border-error field-sizing-content max-h-[40vh] min-h-[34px] min-w-0 flex-1 resize-none border px-2.5 py-[6px] pointer-coarse:min-h-11 pointer-coarse:py-2.5 pointer-coarse:text-[16px]"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
          />
          <Button look="primary" type="submit" disabled={!ready} className="h-[34px]">
            {sending ? 'Sending…' : 'Send'}
          </Button>
        </form>
        <p className="text-faint text-small flex min-h-[18px] items-center gap-2">
          <span role="status" className="flex min-w-0 items-center gap-2">
            {problem ?? tooLong ? (
              <span className="text-error wrap-anywhere">{problem ?? tooLong}</span>
            ) : last ? (
              <>
                <Dot kind={promptWords[last.state].dot} />
                <span className="truncate">
                  Last prompt: {promptWords[last.state].word}
                </span>
              </>
            ) : null}
          </span>
          {prompts !== null && prompts.length > 0 && (
            <button type="button" aria-expanded={open} className="hover:text-text ml-auto flex-none underline underline-offset-2 pointer-coarse:min-h-11" onClick={() => setOpen(!open)}>
              {open ? 'Hide history' : `History (${String(prompts.length)})`}
            </button>
          )}
        </p>
      </div>
    </section>
  )
}
