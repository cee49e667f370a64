// The process manager: Claude Code in stream-json mode for sessions without an environment. This file is the room's only face.
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import type { Logger } from 'pino'
import type { Db } from '../../db/client.ts'
import type { Question } from '../../helper/question.ts'
import type { HelperRun, WorkQuestion } from '../environments/helper-run.ts'
import type { Usage } from '../environments/usage.ts'
import { Problem } from '../problem.ts'
import { isSameProcess } from '../process-identity.ts'
import type { ExitCause } from '../../contract/session-state.ts'
import { createConversation, type Conversation, type ConversationView } from './conversation.ts'
import { usualDeadlines, type Deadlines } from './deadlines.ts'
import { createLegacyPlace, legacyStateOf, legacySteps, madeLegacyState, workOf, type CloneInto, type LegacyCreateHooks, type LegacyPlace, type SaveState } from './legacy-place.ts'
import { endLeftover } from './process-group.ts'
import type { PromptState } from './prompt-queue.ts'
import { createTranscript, type TranscriptPage } from './transcript.ts'

export type { ConversationView } from './conversation.ts'
export type { CloneInto, LegacyPlace, LegacyState, SaveState } from './legacy-place.ts'
export type { TranscriptEntry, TranscriptMessage } from './message.ts'
export type { PromptState } from './prompt-queue.ts'

export type ProcessManagerDeps = {
  db: Db
  log: Logger
  now: () => number
  /** Each session gets a folder of its own in it. */
  sessionsFolder: string
  /** What starts Claude Code; `['claude']` where a person installed it. */
  command: string[]
  /** All that the session's processes see of the server's environment. */
  env(sessionId: string): Record<string, string>
  clone: CloneInto
  /** Runs the helper program on a work tree. */
  help: (question: Question, run: HelperRun) => Promise<void>
  /** What its processes and its folder take. */
  usage: (sessionId: string, folder: string) => Promise<Usage>
  /** Ends what still runs of a session, however it was detached. Resolves when nothing does. */
  endStragglers(sessionId: string): Promise<void>
  deadlines?: Partial<Deadlines>
}

export type PromptReceipt = { id: string; state: PromptState }

/** `running: null` is never the answer here: a process of this machine either runs or does not. */
export type LegacyStatus = { running: boolean; reason: string | null }

export function createProcessManager(deps: ProcessManagerDeps) {
  const deadlines = { ...usualDeadlines, ...deps.deadlines }
  const transcript = createTranscript(deps)
  const conversations = new Map<string, Conversation>()
  const listeners = new Set<(sessionId: string) => void>()
  const promptListeners = new Set<(sessionId: string, receipt: PromptReceipt) => void>()

  function conversationOf(place: LegacyPlace, save: SaveState): Conversation {
    const { sessionId } = place
    const known = conversations.get(sessionId)
    if (known) return known
    const made = createConversation({
      sessionId, save, deadlines, transcript,
      command: deps.command,
      env: deps.env(sessionId),
      permissionMode: place.permissionMode,
      log: deps.log,
      now: () => new Date(deps.now()).toISOString(),
      onChange: () => { for (const listener of listeners) listener(sessionId) },
      onPrompt: (id, state) => { for (const listener of promptListeners) listener(sessionId, { id, state }) },
    }, madeLegacyState(place))
    conversations.set(sessionId, made)
    return made
  }

  function started(sessionId: string): Conversation {
    const conversation = conversations.get(sessionId)
    if (!conversation) throw new Problem('precondition', 'This session does not run; start it first.')
    return conversation
  }

  async function forget(sessionId: string): Promise<void> {
    const conversation = conversations.get(sessionId)
    conversations.delete(sessionId)
    await conversation?.close('stopped by user')
  }

  async function stop(place: LegacyPlace, cause: ExitCause): Promise<void> {
    const conversation = conversations.get(place.sessionId)
    if (conversation) await conversation.stop(cause)
    else endLeftover(legacyStateOf(place)?.process ?? null)
    await deps.endStragglers(place.sessionId)
  }

  return {
    /** The steps of `create`. */
    steps: legacySteps,
    /** Makes the session's folder with the clone in it; a failure or abort leaves nothing behind. Starts nothing. */
    async create(place: LegacyPlace, hooks: LegacyCreateHooks): Promise<void> {
      await forget(place.sessionId)
      await createLegacyPlace(deps, place, hooks)
    },
    /** Starts Claude Code in the session's conversation; resolves when it answers, at once where it runs. */
    start: (place: LegacyPlace, { save, signal }: { save: SaveState; signal?: AbortSignal }): Promise<void> => conversationOf(place, save).start(signal),
    /** Ends every process of the session and keeps its folder, its conversation and the prompts that wait. */
    stop,
    /** Ends and starts Claude Code, in the same conversation or in a fresh one. */
    async restart(place: LegacyPlace, { fresh, save }: { fresh: boolean; save: SaveState }): Promise<void> {
      await conversationOf(place, save).restart({ fresh })
    },
    /** Removes all that the session owns. Already gone is success. */
    async remove(place: LegacyPlace): Promise<void> {
      await stop(place, 'stopped by user')
      await forget(place.sessionId)
      await transcript.remove(place.sessionId)
      const state = legacyStateOf(place)
      if (state) await rm(state.folder, { recursive: true, force: true })
    },
    /** Asks the session's work tree. */
    git: (place: LegacyPlace, question: WorkQuestion, run: HelperRun): Promise<void> => deps.help({ ...question, work: workOf(madeLegacyState(place)) }, run),
    usage: (place: LegacyPlace): Promise<Usage> => deps.usage(place.sessionId, madeLegacyState(place).folder),
    verify: (run: HelperRun): Promise<void> => deps.help({ ask: 'verify' }, run),
    status(place: LegacyPlace): LegacyStatus {
      const view = conversations.get(place.sessionId)?.view()
      if (view) return { running: view.running, reason: view.running ? null : (view.agentState.message ?? 'Claude Code does not run; send a prompt or start the session.') }
      const leftover = legacyStateOf(place)?.process
      if (leftover && isSameProcess(leftover)) return { running: true, reason: 'It was started by an earlier run of claudework, which alone could speak to it; restart it.' }
      return { running: false, reason: 'The session does not run.' }
    },
    /** null before the session was started by this run of the server. */
    view: (sessionId: string): ConversationView | null => conversations.get(sessionId)?.view() ?? null,
    /** Queues a prompt for a session that was started. `id`, where given, is a UUID. */
    async send(sessionId: string, { id = randomUUID(), text }: { id?: string; text: string }): Promise<PromptReceipt> {
      return { id, state: await started(sessionId).send({ id, text }) }
    },
    /** Ends the current turn; nothing where there is none. */
    interrupt: (sessionId: string): Promise<void> => started(sessionId).interrupt(),
    answer: (sessionId: string, answer: { requestId: string; allow: boolean; message?: string | undefined }): void => { started(sessionId).answer(answer) },
    transcript: {
      list: (query: TranscriptPage) => transcript.list(query),
      /** How many messages of a session are not durable yet. */
      behind: (sessionId: string): number => transcript.behind(sessionId),
      follow: (query: { sessionId: string; after?: number | undefined; signal: AbortSignal }) => transcript.follow(query),
    },
    /** What `view` shows of a session may have changed. */
    onChange(listener: (sessionId: string) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onPrompt(listener: (sessionId: string, receipt: PromptReceipt) => void): () => void {
      promptListeners.add(listener)
      return () => promptListeners.delete(listener)
    },
    /** Ends all processes: without us nobody could speak to them. Their conversations are resumed by the next start. */
    async close(): Promise<void> {
      await Promise.all([...conversations.values()].map((conversation) => conversation.close('stopped from outside')))
      await transcript.close()
    },
  }
}
export type ProcessManager = ReturnType<typeof createProcessManager>
