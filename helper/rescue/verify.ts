import { HelperFailure } from '../failure.ts'
import type { RescueSummary } from '../question.ts'
import { statusOf } from '../status.ts'
import { restore, type RestoreOptions } from './restore.ts'

/** Unpacks the repository of a rescue, compares everything in it byte for byte, and asks git: it must know the same commits, branches and stashes as where it was taken. */
export async function verify(options: RestoreOptions): Promise<RescueSummary> {
  const { summary } = await restore({ ...options, compareOnly: true })
  const { status } = summary
  if (status === null) return summary
  const restored = await statusOf(options.work)
  for (const what of ['head', 'branch', 'upstream', 'unpushed', 'stashed'] as const) {
    if (restored[what] !== status[what]) throw new HelperFailure(`The rescue is not whole: of its repository, "${what}" is ${String(restored[what])} and was ${String(status[what])}.`)
  }
  return summary
}
