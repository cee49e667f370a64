import { id } from './session.ts'
import { z } from './zod.ts'

/** `environmentId` left out = where it came from, or the default where that is gone; null = a session without an environment. */
export const restoreRescue = z.strictObject({ id, environmentId: z.optional(z.nullable(id)) })
export type RestoreRescue = z.infer<typeof restoreRescue>
