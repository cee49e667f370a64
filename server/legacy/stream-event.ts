// What Claude Code prints with --output-format stream-json, one JSON object a line. All of it comes from outside: each event is
// validated here, and what fits no shape is kept as `raw`.
import { z } from 'zod'
import { clip, clipped, type RawReason, type TurnOutcome } from './message.ts'

export type Block =
  | { type: 'text'; text: string }
  | { type: 'thinking'; text: string }
  | { type: 'tool-call'; toolUseId: string; name: string; input: Record<string, unknown> }

export type ToolResult = { toolUseId: string; text: string; isError: boolean }

export type Ask = { requestId: string; tool: string; input: Record<string, unknown>; description: string | null }

export type StreamEvent =
  | { type: 'init'; claudeSessionId: string }
  | { type: 'assistant'; blocks: Block[]; parentToolUseId: string | null }
  | { type: 'tool-results'; results: ToolResult[]; parentToolUseId: string | null }
  /** The process has taken a prompt: the receipt that it was delivered. */
  | { type: 'taken'; promptId: string }
  | { type: 'result'; outcome: TurnOutcome; text: string; costUsd: number | null; durationMs: number | null; turns: number | null }
  | { type: 'asks'; ask: Ask }
  | { type: 'withdraws'; requestId: string }
  | { type: 'response'; requestId: string; error: string | null }
  /** A shape we know and have no use for, beyond that the process is alive. */
  | { type: 'quiet' }
  | { type: 'raw'; why: RawReason; text: string; bytes: number }

export function parseStreamEvent(line: string): StreamEvent {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return raw('not JSON', line)
    throw error
  }
  const parsed = streamEvent.safeParse(value)
  return parsed.success ? parsed.data : raw('unknown event', line)
}

function raw(why: RawReason, line: string): StreamEvent {
  return { type: 'raw', why, text: clip(line, 4_096), bytes: Buffer.byteLength(line) }
}

const parent = z.string().nullish().transform((id) => id ?? null)
const record = z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  .transform((value) => clipped(value) as Record<string, unknown>)
const text = z.string().transform((value) => clip(value))

const block = z.union([
  z.object({ type: z.literal('text'), text }),
  z.object({ type: z.literal('thinking'), thinking: text }).transform(({ thinking }) => ({ type: 'thinking' as const, text: thinking })),
  z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: record })
    .transform(({ id, name, input }) => ({ type: 'tool-call' as const, toolUseId: id, name, input })),
])

const assistant = z.object({ type: z.literal('assistant'), message: z.object({ content: z.array(z.unknown()) }), parent_tool_use_id: parent })
  .transform(({ message, parent_tool_use_id }): StreamEvent => ({
    type: 'assistant',
    // Kinds of block to come (citations, images) do not spoil those beside them.
    blocks: message.content.flatMap((one) => {
      const parsed = block.safeParse(one)
      return parsed.success ? [parsed.data] : []
    }),
    parentToolUseId: parent_tool_use_id,
  }))

const replay = z.object({ type: z.literal('user'), isReplay: z.literal(true), uuid: z.string() })
  .transform(({ uuid }): StreamEvent => ({ type: 'taken', promptId: uuid }))

const lifecycle = z.object({ type: z.literal('command_lifecycle'), command_uuid: z.string(), state: z.string() })
  .transform(({ command_uuid, state }): StreamEvent => (state === 'queued' || state === 'started' ? { type: 'taken', promptId: command_uuid } : { type: 'quiet' }))

const toolResult = z.object({ type: z.literal('tool_result'), tool_use_id: z.string(), content: z.unknown(), is_error: z.boolean().nullish() })

const user = z.object({ type: z.literal('user'), message: z.object({ content: z.union([z.string(), z.array(z.unknown())]) }), parent_tool_use_id: parent })
  .transform(({ message, parent_tool_use_id }): StreamEvent => {
    const results = (typeof message.content === 'string' ? [] : message.content).flatMap((one) => {
      const parsed = toolResult.safeParse(one)
      return parsed.success ? [{ toolUseId: parsed.data.tool_use_id, text: clip(contentText(parsed.data.content)), isError: parsed.data.is_error === true }] : []
    })
    return results.length === 0 ? { type: 'quiet' } : { type: 'tool-results', results, parentToolUseId: parent_tool_use_id }
  })

const number = z.number().nullish().transform((value) => value ?? null)

const result = z.object({
  type: z.literal('result'),
  subtype: z.string(),
  is_error: z.boolean().nullish(),
  result: z.string().nullish(),
  errors: z.array(z.string()).nullish(),
  terminal_reason: z.string().nullish(),
  total_cost_usd: number,
  duration_ms: number,
  num_turns: number,
}).transform((event): StreamEvent => ({
  type: 'result',
  outcome: outcomeOf(event),
  text: clip(event.result ?? event.errors?.join('\n') ?? ''),
  costUsd: event.total_cost_usd,
  durationMs: event.duration_ms,
  turns: event.num_turns,
}))

function outcomeOf(event: { subtype: string; is_error?: boolean | null | undefined; terminal_reason?: string | null | undefined }): TurnOutcome {
  if (event.terminal_reason?.startsWith('aborted') === true) return 'interrupted'
  return event.subtype === 'success' && event.is_error !== true ? 'success' : 'error'
}

const asks = z.object({
  type: z.literal('control_request'),
  request_id: z.string().min(1).max(200),
  request: z.object({ subtype: z.literal('can_use_tool'), tool_name: z.string(), input: record, description: z.string().nullish() }),
}).transform(({ request_id, request }): StreamEvent => ({
  type: 'asks',
  ask: { requestId: request_id, tool: request.tool_name, input: request.input, description: request.description ?? null },
}))

const streamEvent: z.ZodType<StreamEvent> = z.union([
  z.object({ type: z.literal('system'), subtype: z.literal('init'), session_id: z.string().min(1).max(100) })
    .transform(({ session_id }): StreamEvent => ({ type: 'init', claudeSessionId: session_id })),
  assistant,
  replay,
  lifecycle,
  user,
  result,
  asks,
  z.object({ type: z.literal('control_cancel_request'), request_id: z.string() })
    .transform(({ request_id }): StreamEvent => ({ type: 'withdraws', requestId: request_id })),
  z.object({ type: z.literal('control_response'), response: z.object({ subtype: z.string(), request_id: z.string(), error: z.string().nullish() }) })
    .transform(({ response }): StreamEvent => ({ type: 'response', requestId: response.request_id, error: response.subtype === 'success' ? null : (response.error ?? response.subtype) })),
  z.object({ type: z.enum(['system', 'stream_event', 'keep_alive', 'rate_limit_event', 'tool_progress', 'tool_use_summary']) })
    .transform((): StreamEvent => ({ type: 'quiet' })),
])

function contentText(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((one: unknown) => {
    const parsed = block.safeParse(one)
    return parsed.success && parsed.data.type === 'text' ? parsed.data.text : '[not text]'
  }).join('\n')
}
