import { useState } from 'react'

/** What a form or a button does at the server: whether it is under way, and why it last did not work. */
export function useTask() {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  /** `work` resolves to why it did not work, or null; this resolves to whether it did. */
  async function run(work: () => Promise<string | null>): Promise<boolean> {
    setBusy(true)
    setProblem(null)
    const wrong = await work()
    setProblem(wrong)
    setBusy(false)
    return wrong === null
  }

  return { busy, problem, run, setProblem }
}
