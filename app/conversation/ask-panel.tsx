import { useState } from 'react'
import { useToldAttempt } from '../connection/use-attempt.ts'
import { askQuestions } from './ask-questions.ts'
import type { Answer, AskItem } from './items.ts'
import { PermissionAsk } from './permission-ask.tsx'
import { QuestionAsk } from './question-ask.tsx'

/** The oldest question that waits, above the prompt box until it is answered. */
export function AskPanel({ sessionId, asks }: { sessionId: string; asks: readonly AskItem[] }) {
  const attempt = useToldAttempt()
  const [busy, setBusy] = useState(false)
  const [ask] = asks
  if (!ask) return null
  const { requestId, input } = ask
  const questions = askQuestions(input)

  async function answer(given: Answer): Promise<void> {
    setBusy(true)
    await attempt((trpc) => trpc.process.answer.mutate({ sessionId, requestId, ...given }), 'no answer was given')
    setBusy(false)
  }

  return (
    <section aria-label="Waits for you" className="bg-waiting-bg border-line max-h-[50vh] overflow-y-auto border-t px-4 py-3">
      <div className="mx-auto grid w-full max-w-[760px] gap-3">
        {questions.length > 0 ? <QuestionAsk key={requestId} questions={questions} busy={busy} onAnswer={(given) => void answer(given)} /> : <PermissionAsk key={requestId} ask={ask} busy={busy} onAnswer={(given) => void answer(given)} />}
        {asks.length > 1 && <p className="text-muted text-small">{asks.length - 1} more after this one.</p>}
      </div>
    </section>
  )
}
