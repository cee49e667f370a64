import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { ConnectionLost, includes, protocolVersion, type Answerers, type ProtocolVersion } from '../../supervisor/protocol.ts'
import { Problem } from '../problem.ts'
import { createBackoff } from './backoff.ts'
import { createHookFeed } from './hook-feed.ts'
import { pause } from './pause.ts'
import { connectSupervisor, OtherProtocol, type SupervisorConnection } from './supervisor-connection.ts'
import { terminalInfo, type TerminalInfo } from './terminal-info.ts'

export type LinkState = 'connecting' | 'connected' | 'lost'

type Log = { debug(fields: object, message: string): void; warn(fields: object, message: string): void }

export type LinkDeps = {
  connect(options: { relay: string; signal: AbortSignal }): Promise<Duplex>
  log: Log
  /** What the session's git and ssh ask. Left out: there is nothing for them. */
  answer?: Answerers
  backoff?: { firstMs: number; longestMs: number }
}

const readyMs = 30_000

/** 5: the agent's word for "failed". */
const noAnswers: Answerers = { gitCredential: () => Promise.resolve(null), sshAgent: () => Promise.resolve({ message: Uint8Array.of(5) }) }

/** A connection to a supervisor: made again whenever it breaks, for as long as it is not disposed; and what was last heard over it. */
export function createKeptConnection(deps: LinkDeps) {
  const disposed = new AbortController()
  const stateListeners = new Set<(state: LinkState) => void>()
  const terminalListeners = new Set<(terminals: TerminalInfo[]) => void>()
  const hooks = createHookFeed()
  const waits = deps.backoff ?? { firstMs: 100, longestMs: 2_000 }
  const backoff = createBackoff(waits)
  let state: LinkState = 'connecting'
  let connection: SupervisorConnection | null = null
  let terminals: TerminalInfo[] = []
  /** Why the last attempt failed. */
  let problem: Problem | null = null
  let outdated = false
  /** Who waits for something of the link to change. */
  const waiting = new Set<() => void>()

  const isDisposed = (): boolean => disposed.signal.aborted
  const whyNot = (): Problem | null => problem

  function become(next: LinkState): void {
    if (state === next) return
    state = next
    for (const listener of [...stateListeners]) listener(next)
    for (const look of [...waiting]) look()
  }

  function tell(list: TerminalInfo[]): void {
    terminals = list
    for (const listener of [...terminalListeners]) listener(list)
    for (const look of [...waiting]) look()
  }

  /** One connection, from its making to its end. */
  async function connectOnce(): Promise<void> {
    const relay = randomUUID()
    const stream = await deps.connect({ relay, signal: disposed.signal })
    // Also in the middle of the handshake.
    const drop = (): void => void stream.destroy()
    disposed.signal.addEventListener('abort', drop)
    stream.once('close', () => disposed.signal.removeEventListener('abort', drop))
    let connectedAt = Infinity
    await new Promise<void>((resolve, reject) => {
      connectSupervisor({
        stream,
        relay,
        onTerminals: (list) => tell(list.map(terminalInfo)),
        onHook: (report) => hooks.hear(report),
        answer: deps.answer ?? noAnswers,
        onClose: (reason) => {
          deps.log.debug({ reason: reason?.message }, 'supervisor connection ended')
          // One that never lasts is not tried over and over at once.
          if (performance.now() - connectedAt > waits.longestMs) backoff.reset()
          // Before the handshake is done, its own failure says more.
          if (connection) resolve()
          connection = null
        },
      }).then((made) => {
        connection = made
        problem = null
        connectedAt = performance.now()
        tell(made.hello.terminals.map(terminalInfo))
        outdated = made.hello.major < protocolVersion.major
        // Who listens to the agent begins to when it is connected; what was said meanwhile comes after that.
        become('connected')
        hooks.connected(made.hello)
        made.listen()
      }, reject)
    })
  }

  async function keepUp(): Promise<void> {
    while (!isDisposed()) {
      try {
        await connectOnce()
      } catch (error) {
        problem = error instanceof Problem ? error : new Problem('unavailable', "The session's supervisor cannot be reached; it is tried again.", { cause: error })
        outdated ||= error instanceof OtherProtocol
        for (const look of [...waiting]) look()
        if (!isDisposed()) deps.log.debug({ error: String(error) }, 'supervisor not reached')
      }
      if (isDisposed()) return
      become('lost')
      await pause(backoff.next(), disposed.signal)
    }
  }

  function live(): SupervisorConnection {
    if (connection) return connection
    throw new Problem('unavailable', problem?.message ?? "The session's supervisor is not connected at the moment; try again in a few seconds.")
  }

  /** Changes made while the link breaks are reported as unknown, never repeated on our own. */
  async function call<T>(run: (connection: SupervisorConnection) => Promise<T>): Promise<T> {
    try {
      return await run(live())
    } catch (error) {
      if (error instanceof ConnectionLost) throw new Problem('unavailable', 'The connection to the session was lost before it answered; look at the terminal before you repeat this.', { cause: error })
      throw error
    }
  }

  /** Resolves when `holds` does, looked at whenever something of the link changes; or when nobody waits any more. */
  function until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!holds() && !signal.aborted && !isDisposed()) return
        waiting.delete(look)
        signal.removeEventListener('abort', look)
        disposed.signal.removeEventListener('abort', look)
        resolve()
      }
      waiting.add(look)
      signal.addEventListener('abort', look)
      disposed.signal.addEventListener('abort', look)
      look()
    })
  }

  async function next(signal: AbortSignal): Promise<SupervisorConnection | null> {
    await until(() => connection !== null, signal)
    return signal.aborted ? null : connection
  }

  function appears(terminalId: string, signal: AbortSignal): Promise<void> {
    return until(() => connection === null || terminals.some(({ id }) => id === terminalId), signal)
  }

  async function ready(signal: AbortSignal): Promise<void> {
    // That the other end is none for us, waiting longer does not change; what an earlier one said does not count.
    problem = null
    await until(() => connection !== null || whyNot()?.kind === 'precondition', AbortSignal.any([signal, AbortSignal.timeout(readyMs)]))
    if (connection) return
    if (signal.aborted || isDisposed()) throw new Problem('cancelled', "Waiting for the session's supervisor was cancelled.")
    throw whyNot() ?? new Problem('unavailable', `The session's supervisor did not answer within ${String(readyMs / 1000)} s; restart the session.`)
  }

  void keepUp()

  return {
    state: (): LinkState => state,
    onState: (listener: (state: LinkState) => void) => subscribe(stateListeners, listener),
    /** As last told. */
    terminals: (): TerminalInfo[] => terminals,
    onTerminals: (listener: (terminals: TerminalInfo[]) => void) => subscribe(terminalListeners, listener),
    /** Puts what an answer said of the terminals in the place of what was told. */
    tell,
    hooks,
    outdated: (): boolean => outdated,
    /** Whether the supervisor at the other end knows what came with a version; one that is not there does not. */
    knows: (since: ProtocolVersion): boolean => connection !== null && includes(connection.hello, since),
    ready,
    call,
    /** The connection of now or the next one; null when nobody waits any more. */
    next,
    /** Resolves when the terminal is there, or the connection is not. */
    appears,
    dispose(): void {
      disposed.abort()
      connection?.close()
      connection = null
    },
  }
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
