import { randomUUID } from 'node:crypto'
import { apiErrorOf, attachEvents, type AttachEvent, type Client } from '../../client/client.ts'
import { print, type Io } from '../io.ts'
import { createAwayNotice } from './away-notice.ts'
import type { DetachKey } from './detach-key.ts'
import { LocalTerminal } from './local-terminal.ts'
import { TypedInput } from './typed-input.ts'

export type Exit = Extract<AttachEvent, { kind: 'exit' }>['exit']
export type AttachOutcome = { kind: 'detached' } | { kind: 'closed' } | { kind: 'exited'; exit: Exit }

/** Puts a session's terminal into the one that a person sits at, until they detach, its program ends, or it is closed. */
export async function attachHere(client: Client, { terminalId, io, key }: { terminalId: string; io: Io; key: DetachKey }): Promise<AttachOutcome> {
  const clientId = randomUUID()
  const here = new LocalTerminal(io)
  const left = new AbortController()
  let failure: unknown = null
  const detach = (): void => left.abort()
  const fail = (error: unknown): void => {
    failure ??= error
    detach()
  }
  const input = new TypedInput(client, { terminalId, clientId }, fail)
  const resize = (take: boolean): Promise<unknown> => client.terminals.resize.mutate({ terminalId, clientId, ...here.size, ...(take ? { take } : {}) })
  const onType = (typed: Buffer): void => {
    const at = key.indexIn(typed)
    if (at !== 0) input.push(at < 0 ? typed : typed.subarray(0, at))
    if (at >= 0) detach()
  }
  // A size that could not be told is told again by the next change.
  const onResize = (): void => void resize(false).catch(() => undefined)
  // Where the errors of this command are kept, they are not what the person looks at.
  const log = (words: string): void => { if (!io.stderr.isTTY) void print(io.stderr, `${words}\n`).catch(fail) }
  const onAway = (): void => {
    log('claudework does not answer; connecting again.')
    void here.say(` claudework does not answer; connecting again. What you type waits${key.name === 'none' ? '' : `; ${key.name} detaches`}. `).catch(fail)
  }
  const onBack = (): void => log('Connected again.')
  const signals = ['SIGTERM', 'SIGHUP'] as const

  here.enter()
  // The last word, whatever ends this process.
  const giveBack = (): void => here.leave()
  process.on('exit', giveBack)
  for (const signal of signals) process.on(signal, detach)
  io.stdin.on('data', onType)
  io.stdin.resume()
  io.stdout.on('resize', onResize)
  try {
    // First the size, so that the screen is drawn for it.
    await resize(true)
    const outcome = await followHere(client, { terminalId, clientId, here, left: left.signal, onAway, onBack })
    if (failure !== null) throw failure instanceof Error ? failure : new Error('attaching failed', { cause: failure })
    return left.signal.aborted ? { kind: 'detached' } : outcome
  } finally {
    input.close()
    io.stdin.off('data', onType)
    io.stdout.off('resize', onResize)
    for (const signal of signals) process.off(signal, detach)
    process.off('exit', giveBack)
    here.leave()
  }
}

type Following = { terminalId: string; clientId: string; here: LocalTerminal; left: AbortSignal; onAway: () => void; onBack: () => void }

/** Follows the terminal, also through times in which the server is away; what was said of one goes with the screen, which is drawn anew. */
async function followHere(client: Client, { terminalId, clientId, here, left, onAway, onBack }: Following): Promise<AttachOutcome> {
  let stretch = new AbortController()
  const away = createAwayNotice({
    onAway,
    onBack: () => {
      onBack()
      stretch.abort()
    },
  })
  try {
    for (let first = true; ; first = false) {
      stretch = new AbortController()
      const events = attachEvents(client, terminalId, { clientId, signal: AbortSignal.any([left, stretch.signal]), onConnection: away.note })
      const outcome = await follow(events, here).catch((error: unknown): AttachOutcome => {
        // It was there before: now it is closed.
        if (!first && apiErrorOf(error)?.code === 'NOT_FOUND') return { kind: 'closed' }
        throw error
      })
      if (left.aborted || !stretch.signal.aborted) return outcome
    }
  } finally {
    away.close()
  }
}

async function follow(events: AsyncIterable<AttachEvent>, here: LocalTerminal): Promise<AttachOutcome> {
  for await (const event of events) {
    switch (event.kind) {
      case 'snapshot':
        await here.draw(event.data)
        break
      case 'data':
        await here.show(event.bytes)
        break
      case 'exit':
        return { kind: 'exited', exit: event.exit }
      case 'resize':
        // Another viewer's size: the program draws for it, until something is typed here.
        break
    }
  }
  return { kind: 'closed' }
}
