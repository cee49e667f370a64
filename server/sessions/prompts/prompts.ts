import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { and, asc, desc, eq, ne, sql } from 'drizzle-orm'
import type { Db } from '../../../db/client.ts'
import { prompts } from '../../../db/schema.ts'
import { Problem } from '../../problem.ts'
import { knownTerminals } from '../terminals/agent-terminal.ts'
import type { AgentHeard } from '../agent-state/agent-heard.ts'
import { agentIn } from '../agents/agents.ts'
import type { SessionContext } from '../context.ts'
import { isSamePrompt, typedPrompt } from './typed-prompt.ts'

export type Prompt = typeof prompts.$inferSelect
export type PromptReceipt = Pick<Prompt, 'id' | 'state'>

const kept = 500
/** Bytes; the system takes 128 KiB for one, and the program that starts it adds to them. */
const longestArgument = 100 * 1024
/** How long `send` waits for the agent's word that it has the prompt. One that is busy takes it later. */
const confirmMs = 2_000

// Two prompts may come within a millisecond.
const order = sql`rowid`

/**
 * Prompts to sessions and their history. A receipt says `delivered` only where the agent itself has confirmed it; a prompt typed into
 * a terminal is `typed` until then.
 */
export function createPrompts(deps: { db: Db; context: SessionContext; /** Starts a stopped session; nothing where it runs. */ wake: (sessionId: string) => Promise<void>; heard: AgentHeard }) {
  const { db, context } = deps
  /** Who waits for the confirmation of a prompt, by its id. */
  const waiting = new Map<string, () => void>()
  const setState = (id: string, state: Prompt['state']): Promise<unknown> => db.write((writer) => writer.update(prompts).set({ state }).where(eq(prompts.id, id)))

  // Later than the answer to `send`: the process manager hears of it when Claude Code takes the prompt.
  const stop = context.legacy.onPrompt((sessionId, { id, state }) => {
    setState(id, state).catch((error: unknown) => { context.log.error({ err: error, session: sessionId }, 'the receipt of a prompt could not be stored') })
  })

  /** Whether the agent confirms the prompt in time, counted from when that is asked. */
  function confirmation(id: string): (withinMs: number) => Promise<boolean> {
    const heard = new Promise<true>((resolve) => { waiting.set(id, () => { resolve(true) }) })
    return (withinMs) => Promise.race([heard, delay(withinMs, false as const)])
  }

  /** Writes a prompt down as one that waits. */
  async function keep(sessionId: string, text: string): Promise<string> {
    const id = randomUUID()
    await db.write((writer) => writer.insert(prompts).values({ id, sessionId, text, state: 'queued', createdAt: context.now() }))
    return id
  }

  /** Whether the creation that ran when this prompt was written down hands it out, or has. One that failed does so when it is tried again. */
  async function goesWithCreation(sessionId: string, id: string): Promise<boolean> {
    if (context.store.get(sessionId).status === 'creating') return true
    await context.operations.settled(sessionId)
    return context.store.get(sessionId).status !== 'running' || (await receiptOf(id)).state !== 'queued'
  }

  async function receiptOf(id: string): Promise<PromptReceipt> {
    const [row] = await db.read.select({ id: prompts.id, state: prompts.state }).from(prompts).where(eq(prompts.id, id))
    if (!row) throw new Problem('not-found', 'The session of this prompt was deleted, and the prompt with it.')
    return row
  }

  async function type(sessionId: string, text: string): Promise<void> {
    const row = context.store.get(sessionId)
    const terminal = knownTerminals(row.terminals).find(({ kind }) => kind === 'agent')
    if (!terminal?.running) throw new Problem('precondition', "This session's agent has ended, so it takes no prompt; restart it first.")
    if (agentIn(row).reporting === 'itself') await deps.heard(sessionId)
    const link = context.links.get(sessionId)
    const { paste, enter } = typedPrompt(text, { pastes: row.agent !== 'shell' && row.agent !== 'command' })
    await link.write({ terminalId: terminal.id, data: paste })
    await link.write({ terminalId: terminal.id, data: enter })
    context.onInput(sessionId)
  }

  const inQueue = (sessionId: string) => db.read.select().from(prompts)
    .where(and(eq(prompts.sessionId, sessionId), eq(prompts.state, 'queued'))).orderBy(asc(order))

  return {
    /**
     * Resolves once the session's agent was given the prompt, or has it in its queue. Wakes a session that is stopped; for one that is
     * being created the prompt waits, as the one does that it is created with.
     */
    async send(sessionId: string, text: string): Promise<PromptReceipt> {
      const { environmentId, status } = context.store.get(sessionId)
      if (status !== 'creating') await deps.wake(sessionId)
      const id = await keep(sessionId, text)
      if (status === 'creating' && (await goesWithCreation(sessionId, id))) return receiptOf(id)
      try {
        if (environmentId === null) return await context.legacy.send(sessionId, { id, text })
        // Before it is typed: the agent may confirm it before this goes on.
        await setState(id, 'typed')
        const isDelivered = confirmation(id)
        await type(sessionId, text)
        return { id, state: (await isDelivered(agentIn(context.store.get(sessionId)).confirmsPrompts ? confirmMs : 0)) ? 'delivered' : 'typed' }
      } catch (error) {
        await setState(id, 'failed')
        throw error
      } finally {
        waiting.delete(id)
      }
    },
    /** The prompt that a session is created with: it waits for the agent's first start. */
    async first(sessionId: string, text: string): Promise<void> {
      await keep(sessionId, text)
    },
    /** Hands out the first prompt, for an agent that takes it as an argument. */
    async takeFirst(sessionId: string): Promise<string | undefined> {
      // One that is too long for an argument is typed, like all later ones.
      const [first] = await inQueue(sessionId)
      if (!first || Buffer.byteLength(first.text) > longestArgument) return undefined
      await setState(first.id, 'typed')
      return first.text
    },
    /** The first of those that wait; null where none does. */
    waiting: async (sessionId: string): Promise<string | null> => (await inQueue(sessionId))[0]?.text ?? null,
    /** Its place is gone, and the agent that was given prompts with it: they wait again. */
    takeBack: (sessionId: string): Promise<unknown> =>
      db.write((writer) => writer.update(prompts).set({ state: 'queued' }).where(and(eq(prompts.sessionId, sessionId), ne(prompts.state, 'queued')))),
    /** The newest ones of a session, in their order. */
    async list(sessionId: string): Promise<Prompt[]> {
      context.store.get(sessionId)
      return (await db.read.select().from(prompts).where(eq(prompts.sessionId, sessionId)).orderBy(desc(order)).limit(kept)).reverse()
    },
    /** Gives the agent what still waits: prompts that an earlier server was handed, or a first one that is no argument. Part of its start, so that none is sent twice. */
    async requeue(sessionId: string): Promise<void> {
      if (context.store.get(sessionId).environmentId !== null) {
        for (const { id, text } of await inQueue(sessionId)) {
          await setState(id, 'typed')
          await type(sessionId, text).catch(async (error: unknown) => {
            await setState(id, 'queued')
            throw error
          })
        }
        return
      }
      const known = new Set(context.legacy.view(sessionId)?.queued.map(({ id }) => id))
      for (const { id, text } of await inQueue(sessionId)) if (!known.has(id)) void context.legacy.send(sessionId, { id, text }).catch(() => setState(id, 'failed'))
    },
    /**
     * The session's agent has said which prompt it was given: the oldest one of these words that was typed is delivered. What a person
     * typed by themselves is none of ours. `before` leaves out prompts that are younger than what the agent said.
     */
    async confirm(sessionId: string, { text, before }: { text: string; before: string | null }): Promise<void> {
      const typed = await db.read.select().from(prompts).where(and(eq(prompts.sessionId, sessionId), eq(prompts.state, 'typed'))).orderBy(asc(order))
      const meant = typed.find((prompt) => (before === null || prompt.createdAt <= before) && isSamePrompt(prompt.text, text))
      if (!meant) return
      await setState(meant.id, 'delivered')
      waiting.get(meant.id)?.()
      context.store.touch(sessionId)
    },
    close: (): void => { stop() },
  }
}
export type Prompts = ReturnType<typeof createPrompts>
