import type { Ask } from './stream-event.ts'
import { questionsOf } from './turn-state.ts'

export type Answer = { allow: boolean; message?: string | undefined }

/** The line that answers a permission request, or a question: there `message` is the answer, with one line for each question. */
export function permissionAnswer({ requestId, input }: Ask, { allow, message }: Answer): Record<string, unknown> {
  return { type: 'control_response', response: { subtype: 'success', request_id: requestId, response: allow ? allowed(input, message) : denied(message) } }
}

function allowed(input: Record<string, unknown>, message: string | undefined): Record<string, unknown> {
  const questions = questionsOf(input)
  if (questions.length === 0 || message === undefined) return { behavior: 'allow', updatedInput: input }
  const lines = questions.length === 1 ? [message] : message.split('\n')
  const answers = Object.fromEntries(questions.map(({ question }, index) => [question, lines[index] ?? '']))
  return { behavior: 'allow', updatedInput: { ...input, answers } }
}

function denied(message: string | undefined): Record<string, unknown> {
  return { behavior: 'deny', message: message ?? 'The person who runs this session said no.' }
}
