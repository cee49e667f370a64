// What the API says of a call that failed, in sentences for people.
import type { TRPCError } from '@trpc/server'
import { $ZodError, type $ZodIssue } from 'zod/v4/core'
import { limits } from '../../contract/limits.ts'
import { Problem } from '../problem.ts'

export function sentenceOf(error: TRPCError): string {
  if (error.cause instanceof $ZodError) return issuesIn(error.cause)
  if (error.cause instanceof Problem) return error.message
  if (error.code === 'INTERNAL_SERVER_ERROR') return 'Something unexpected went wrong; the server log has the details.'
  return ofTrpc(error)
}

/** tRPC's own refusals, which its code and words tell apart; ours come as they are. */
function ofTrpc({ code, message, cause }: TRPCError): string {
  const [, name = ''] = /"(.*)"$/s.exec(message) ?? []
  if (message.startsWith('Unsupported ') && code === 'METHOD_NOT_SUPPORTED') return message.includes('to mutation') ? `Call ${name} by POST, with its input as the body.` : `Call ${name} by GET, with its input as JSON in the parameter "input".`
  if (message === 'PAYLOAD_TOO_LARGE') return `A request takes at most ${String(limits.httpBody)} bytes.`
  if (message.startsWith('No procedure found')) return `There is no procedure ${JSON.stringify(name.slice(0, 100))}; docs/API.md lists those there are.`
  if (message.startsWith('Batch call')) return `One request takes at most ${String(limits.httpBatch)} calls.`
  if (cause instanceof SyntaxError) return 'The input is not JSON; send it as docs/API.md shows.'
  return /[.!]$/.test(message) ? message : `${message}.`
}

/** One sentence a field, without zod's JSON. */
function issuesIn(error: $ZodError): string {
  const fields = [...Map.groupBy(error.issues, ({ path }) => path.join('.')).values()]
  return [...new Set(fields.map(ofField))].slice(0, 5).join(' ')
}

/** What is of another type fails the checks behind its type as well, and the largest number there is says less than a field's own limit. */
function ofField(issues: readonly $ZodIssue[]): string {
  const issue = issues.find((each) => each.code !== 'too_big' || each.maximum !== Number.MAX_SAFE_INTEGER) ?? issues[0]
  if (!issue || issue.message.endsWith('.')) return issue?.message ?? ''
  if (issue.code === 'unrecognized_keys') return `${issue.message}.`
  const path = issue.path.map(String).join('.')
  return `${path || 'The input'}: ${issue.message}.`
}
