import type * as z from 'zod/mini'
import type { Checked } from './use-tried.ts'

/** Holds a form to the server's own schema, field by field. */
export function checkForm<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): Checked<z.infer<Schema>> {
  const { data, error } = schema.safeParse(value)
  const problems: Checked<unknown>['problems'] = {}
  for (const { path, message } of error?.issues ?? []) problems[String(path[0])] ??= message
  return { input: error ? null : data, problems }
}
