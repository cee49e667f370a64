import { z } from 'zod'
import type { RescueSummary } from '../../../helper/question.ts'
import { workTreeStatus } from '../work/git-warnings.ts'

const count = z.number().int().nonnegative()

/** What a helper says of a rescue that it has unpacked and compared. */
export const rescueSummary: z.ZodType<RescueSummary> = z.object({
  git: z.enum(['folder', 'kept as it is']),
  files: count,
  bytes: count,
  status: workTreeStatus.nullable(),
  ignored: z.array(z.object({ path: z.string(), bytes: count, files: count })),
  ignoredBytes: count,
  skipped: count,
})
