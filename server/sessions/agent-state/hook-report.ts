// What Claude Code's hooks say. The payload is JSON from a program that the agent can imitate: it is held to this shape.
import { z } from '../../../contract/zod.ts'
import { plainText } from './plain-text.ts'

export type HookReport =
  /** `prompt`: what the agent was given, perhaps only its beginning; null where it does not say. */
  | { event: 'prompt'; message: null; prompt: string | null }
  | { event: 'session-start' | 'tool' | 'stop' | 'session-end' | 'idle-notice'; message: null }
  | { event: 'permission' | 'failure'; message: string | null }

const maxBytes = 1024 * 1024
const payload = z.object({
  hook_event_name: z.string(),
  prompt: z.optional(z.string()),
  tool_name: z.optional(z.string()),
  tool_input: z.optional(z.record(z.string(), z.unknown())),
  notification_type: z.optional(z.string()),
  message: z.optional(z.string()),
  error: z.optional(z.string()),
  last_assistant_message: z.optional(z.string()),
})
type Payload = z.infer<typeof payload>

/** null for events that say nothing of the state, and for anything that is not a hook's payload. */
export function parseHook(json: string): HookReport | null {
  if (Buffer.byteLength(json) > maxBytes) return null
  const parsed = payload.safeParse(jsonOf(json))
  return parsed.success ? reportOf(parsed.data) : null
}

function reportOf(said: Payload): HookReport | null {
  switch (said.hook_event_name) {
    case 'SessionStart':
      return { event: 'session-start', message: null }
    case 'UserPromptSubmit':
      return { event: 'prompt', message: null, prompt: said.prompt ?? null }
    case 'PreToolUse':
    case 'PostToolUse':
    case 'PostToolUseFailure':
      return { event: 'tool', message: null }
    case 'PermissionRequest':
      return { event: 'permission', message: requestOf(said) }
    case 'Stop':
      return { event: 'stop', message: null }
    case 'StopFailure':
      return { event: 'failure', message: plainText(said.last_assistant_message ?? said.error ?? '') }
    case 'SessionEnd':
      return { event: 'session-end', message: null }
    case 'Notification':
      if (said.notification_type === 'idle_prompt') return { event: 'idle-notice', message: null }
      return said.notification_type === 'permission_prompt' ? { event: 'permission', message: plainText(said.message ?? '') } : null
    default:
      return null
  }
}

/** What is asked for, in the words that the CLI itself uses: `approve Bash: touch x`, `answer: Which colour?`. */
function requestOf({ tool_name: tool = 'a tool', tool_input: input = {} }: Payload): string | null {
  const question = Array.isArray(input['questions']) ? (input['questions'] as unknown[])[0] : null
  if (typeof question === 'object' && question !== null && 'question' in question && typeof question.question === 'string') return plainText(`answer: ${question.question}`)
  if (tool === 'ExitPlanMode') return 'approve the plan'
  const about = [input['command'], input['file_path'], input['url'], input['pattern']].find((value) => typeof value === 'string')
  return plainText(about === undefined ? `approve ${tool}` : `approve ${tool}: ${about}`)
}

function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
