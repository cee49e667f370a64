// One legacy session: its process, the prompts that wait for it, and what it is doing.
import { Mutex } from 'async-mutex'
import type { Logger } from 'pino'
import { randomUUID } from 'node:crypto'
import { Problem, sentenceOf } from '../problem.ts'
import type { AgentState, Exit, ExitCause } from '../../contract/session-state.ts'
import { within, type ClaudeProcess, type ProcessExit } from './claude-process.ts'
import type { Deadlines } from './deadlines.ts'
import { entriesOf } from './entries.ts'
import { howItEnded, launchClaude } from './launch.ts'
import type { LegacyState, SaveState } from './legacy-place.ts'
import type { Line } from './line-splitter.ts'
import { clip } from './message.ts'
import { endLeftover } from './process-group.ts'
import { createPromptQueue, type Prompt, type PromptState } from './prompt-queue.ts'
import { permissionAnswer } from './permission-answer.ts'
import { parseStreamEvent, type Ask, type StreamEvent } from './stream-event.ts'
import type { Transcript } from './transcript.ts'
import { createTranscriptFeed } from './transcript-feed.ts'
import { createTurn } from './turn.ts'
import { agentStateOf } from './turn-state.ts'

export type ConversationView = {
  running: boolean
  agentState: AgentState
  /** How the last process ended. */
  exit: Exit | null
  /** Prompts that no process has been handed. */
  queued: Prompt[]
  /** Unanswered questions and permission requests, oldest first. */
  asks: Ask[]
  lastActivityAt: string
}

export type ConversationDeps = {
  sessionId: string
  command: string[]
  env: Record<string, string>
  permissionMode: string | undefined
  deadlines: Deadlines
  transcript: Transcript
  log: Logger
  now: () => string
  save: SaveState
  onChange: () => void
  onPrompt: (promptId: string, state: PromptState) => void
}

type Live = { process: ClaudeProcess; endedFor: ExitCause | null; settled: Promise<void> }

export function createConversation(deps: ConversationDeps, begin: LegacyState) {
  const { sessionId, deadlines, transcript } = deps
  const lifecycle = new Mutex()
  const queue = createPromptQueue(deps.onPrompt)
  let saved = begin
  let live: Live | null = null
  let exit: Exit | null = null
  const closing = new AbortController()
  const turn = createTurn({ now: deps.now, stallMs: deadlines.stallMs, isLive: () => live !== null, onChange: deps.onChange })
  const append = createTranscriptFeed({ sessionId, transcript, hold: (on) => live?.process.hold(on) })

  async function save(patch: Partial<LegacyState>): Promise<void> {
    saved = { ...saved, ...patch }
    await deps.save(saved)
  }

  function saveInBackground(patch: Partial<LegacyState>): void {
    save(patch).catch((error: unknown) => { deps.log.error({ err: error, session: sessionId }, 'the state of a conversation could not be stored') })
  }

  function onLine(line: Line): void {
    switch (line.kind) {
      case 'line':
        onEvent(parseStreamEvent(line.text))
        break
      case 'too long':
      case 'half':
        onEvent({ type: 'raw', why: line.kind === 'half' ? 'half a line' : 'line too long', text: clip(line.text, 4_096), bytes: line.bytes })
        break
    }
  }

  function onEvent(event: StreamEvent): void {
    if (event.type === 'init' && (!saved.begun || saved.conversation !== event.claudeSessionId)) saveInBackground({ begun: true, conversation: event.claudeSessionId })
    if (event.type === 'taken') queue.confirm(event.promptId)
    // Versions that do not echo prompts answer them all the same.
    else if (event.type === 'assistant' || event.type === 'result') queue.confirm(null)
    for (const entry of entriesOf(event)) append(entry)
    turn.happen({ kind: 'event', event })
    handOver()
  }

  function handOver(): void {
    const current = live
    if (!current || turn.state().inTurn) return
    const prompt = queue.handOver(({ id, text }) => current.process.write({
      type: 'user', uuid: id, message: { role: 'user', content: [{ type: 'text', text }] }, parent_tool_use_id: null, session_id: saved.conversation,
    }))
    if (!prompt) return
    append({ kind: 'prompt', promptId: prompt.id, text: clip(prompt.text) })
    turn.happen({ kind: 'prompted' })
  }

  async function launch({ fresh, signal }: { fresh: boolean; signal?: AbortSignal | undefined }): Promise<void> {
    if (live) return
    await transcript.open(sessionId)
    endLeftover(saved.process)
    if (fresh) await save({ conversation: randomUUID(), begun: false, process: null })
    const resumes = saved.begun
    const launched = await launchClaude({ ...deps, onLine, save: (state) => save(state), signal: signal ? AbortSignal.any([signal, closing.signal]) : closing.signal }, saved).catch((error: unknown) => {
      turn.happen({ kind: 'ended', problem: sentenceOf(error) })
      throw error
    })
    saved = launched.state
    const current: Live = { process: launched.process, endedFor: null, settled: launched.process.exited.then((how) => settle(current, how)) }
    live = current
    if (launched.lost) append({ kind: 'process', event: 'new conversation', message: 'Claude Code no longer has the earlier conversation, so a new one began.' })
    else append({ kind: 'process', event: resumes ? 'resumed' : 'started', message: null })
    turn.happen({ kind: 'started' })
    handOver()
  }

  // The process is gone, whoever wanted it.
  async function settle(ended: Live, how: ProcessExit): Promise<void> {
    if (live === ended) live = null
    const cause = ended.endedFor ?? (how.code === 0 ? 'exited' : 'crashed')
    exit = { cause, code: how.code, signal: how.signal, at: deps.now() }
    const wanted = ended.endedFor !== null || (how.code === 0 && !turn.state().inTurn)
    const problem = wanted ? null : `Claude Code ended by itself (${howItEnded(how)}); send a prompt or restart it to go on with the conversation.`
    for (const { requestId } of turn.state().asks) append({ kind: 'answer', requestId, outcome: 'withdrawn', message: null })
    append({ kind: 'process', event: 'ended', message: problem })
    queue.lose()
    turn.happen({ kind: 'ended', problem })
    deps.onChange()
    await save({ process: null }).catch((error: unknown) => { deps.log.error({ err: error, session: sessionId }, 'the end of a process could not be stored') })
  }

  async function end(cause: ExitCause): Promise<void> {
    const current = live
    if (!current) {
      endLeftover(saved.process)
      return
    }
    current.endedFor = cause
    await current.process.end({ idle: !turn.state().inTurn })
    await current.settled
  }

  return {
    view: (): ConversationView => ({ running: live !== null, agentState: agentStateOf(turn.state()), exit, queued: queue.waiting(), asks: turn.state().asks, lastActivityAt: turn.lastActivityAt() }),
    /** Resolves at once where it runs. Throws a Problem that says why Claude Code does not start. */
    start: (signal?: AbortSignal): Promise<void> => lifecycle.runExclusive(() => launch({ fresh: false, signal })),
    stop: (cause: ExitCause): Promise<void> => lifecycle.runExclusive(() => end(cause)),
    restart: ({ fresh }: { fresh: boolean }): Promise<void> => lifecycle.runExclusive(async () => {
      await end('stopped by user')
      await launch({ fresh })
    }),
    /** Queues a prompt, and starts the process where it has ended. Resolves once it was delivered, or soon as `queued`. */
    async send(prompt: Prompt): Promise<PromptState> {
      const settled = queue.add(prompt)
      turn.touch()
      await lifecycle.runExclusive(() => launch({ fresh: false })).catch((error: unknown) => {
        queue.withdraw(prompt.id)
        throw error
      })
      handOver()
      deps.onChange()
      return await within(deadlines.confirmMs, settled) ? settled : 'queued'
    },
    /** Ends the turn, if there is one: by asking, then by signals, after which the conversation is resumed by the next prompt. */
    async interrupt(): Promise<void> {
      const current = live
      if (!current || !turn.state().inTurn) return
      const ended = turn.ended()
      const asked = current.process.write({ type: 'control_request', request_id: `claudework-${randomUUID()}`, request: { subtype: 'interrupt' } })
      if (asked && await within(deadlines.interruptMs, ended)) return
      await this.stop('stopped by user')
      if (queue.waiting().length > 0) await this.start()
    },
    answer({ requestId, allow, message }: { requestId: string; allow: boolean; message?: string | undefined }): void {
      const ask = turn.state().asks.find((one) => one.requestId === requestId)
      if (!ask || !live) throw new Problem('not-found', 'This question is not open any more: it was answered, or Claude Code withdrew it.')
      if (!live.process.write(permissionAnswer(ask, { allow, message }))) {
        throw new Problem('unavailable', 'Claude Code takes no more input, so the answer could not be given; restart it and ask again.')
      }
      append({ kind: 'answer', requestId, outcome: allow ? 'allowed' : 'denied', message: message ?? null })
      turn.happen({ kind: 'answered', requestId })
    },
    /** Ends the process and takes no more: it would start again for nobody. */
    async close(cause: ExitCause): Promise<void> {
      closing.abort()
      await lifecycle.runExclusive(() => end(cause))
      turn.close()
    },
  }
}
export type Conversation = ReturnType<typeof createConversation>
