import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { inputClass } from '../ui/field.tsx'
import { answerMessage, type AskQuestion } from './ask-questions.ts'
import type { Answer } from './items.ts'

type Given = { chosen: readonly string[]; own: string }
type QuestionAskProps = { questions: readonly AskQuestion[]; busy: boolean; onAnswer: (answer: Answer) => void }

const none: Given = { chosen: [], own: '' }

/** Questions with answers to choose from, or one's own. */
export function QuestionAsk({ questions, busy, onAnswer }: QuestionAskProps) {
  const [given, setGiven] = useState<readonly Given[]>(() => questions.map(() => none))
  const change = (index: number, next: Given) => setGiven((before) => before.map((one, at) => (at === index ? next : one)))
  const answers = given.map(({ chosen, own }) => (own.trim() === '' ? chosen : [...chosen, own]))
  const complete = answers.every((answer) => answer.length > 0)
  return (
    <form
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (complete) onAnswer({ allow: true, message: answerMessage(answers).slice(0, 10_000) })
      }}
    >
      {questions.map((question, index) => (
        <Question key={index} question={question} given={given[index] ?? none} onChange={(next) => change(index, next)} />
      ))}
      <p className="flex flex-wrap justify-end gap-2">
        <Button disabled={busy} onClick={() => onAnswer({ allow: false, message: 'The person does not want to answer this.' })}>
          Not now
        </Button>
        <Button look="primary" type="submit" disabled={busy || !complete}>
          {busy ? 'Answering…' : 'Answer'}
        </Button>
      </p>
    </form>
  )
}

function Question({ question: { question, several, options }, given, onChange }: { question: AskQuestion; given: Given; onChange: (next: Given) => void }) {
  function choose(label: string, on: boolean): void {
    if (several) onChange({ ...given, chosen: on ? [...given.chosen, label] : given.chosen.filter((one) => one !== label) })
    else onChange({ chosen: [label], own: '' })
  }
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-2 flex items-baseline gap-2 font-[550] wrap-anywhere">
        <Dot kind="waiting" />
        {question}
      </legend>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(180px,1fr))] gap-2">
        {options.map(({ label, description }) => (
          <label
            key={label}
            className="border-line-strong bg-raised rounded-control has-checked:border-accent has-focus-visible:outline-accent grid cursor-pointer content-start border px-2.5 py-2 has-checked:shadow-[inset_0_0_0_1px_var(--color-accent)] has-focus-visible:outline-2 has-focus-visible:outline-offset-1"
          >
            <input type={several ? 'checkbox' : 'radio'} name={question} className="sr-only" checked={given.chosen.includes(label)} onChange={(event) => choose(label, event.target.checked)} />
            <span className="font-[550] wrap-anywhere">{label}</span>
            {description !== null && <span className="text-muted text-small wrap-anywhere">{description}</span>}
          </label>
        ))}
      </div>
      <input
        className={inputClass}
        aria-label={`Your own answer to: ${question}`}
        placeholder="or in your own words"
        maxLength={2_000}
        value={given.own}
        onChange={(event) => onChange({ chosen: several ? given.chosen : [], own: event.target.value })}
      />
    </fieldset>
  )
}
