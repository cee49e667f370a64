import { useState } from 'react'
import { flushSync } from 'react-dom'
import { focusProblem } from '../ui/focus-problem.ts'

/** What a form holds, as the server would take it; `input` is null while something is wrong with a field. */
export type Checked<Input> = { input: Input | null; problems: Partial<Record<string, string>> }

/** Keeps back what is wrong with the fields of a form until somebody has tried to send it. */
export function useTried<Input>({ input, problems }: Checked<Input>) {
  const [tried, setTried] = useState(false)
  return {
    problemOf: (field: string): string | undefined => (tried ? problems[field] : undefined),
    /** What is wrong first, for a field that does not show. */
    firstProblem: tried ? Object.values(problems)[0] : undefined,
    onSubmit: (send: (input: Input) => void) => (event: { preventDefault: () => void; currentTarget: HTMLFormElement }): void => {
      event.preventDefault()
      flushSync(() => setTried(true))
      if (input === null) focusProblem(event.currentTarget)
      else send(input)
    },
    /** The form is new again. */
    forget: (): void => { setTried(false) },
  }
}
