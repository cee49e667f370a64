import { randomUUID } from 'node:crypto'
import { attachEvents, type AttachEvent, type Client } from '../../client/client.ts'
import type { Io } from '../io.ts'
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
    const outcome = await follow(attachEvents(client, terminalId, { clientId, signal: left.signal }), here)
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
