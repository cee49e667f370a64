import type { Duplex } from 'node:stream'
import {
  calls,
  channel,
  ConnectionLost,
  events,
  includes,
  protocolVersions,
  questions,
  Refusal,
  ShapeError,
  ShortCalls,
  shortFramesSince,
  type Answerers,
  type Answers,
  type CallName,
  type HelloAnswer,
  type HookReport,
  type SupervisorTerminal,
  type ProtocolVersion,
  type Takes,
} from '../../supervisor/protocol.ts'
import { afterMs } from '../deadline.ts'
import { roomyMemory } from '../headroom.ts'
import { Problem } from '../problem.ts'

export type SupervisorConnection = {
  readonly hello: HelloAnswer
  /** Answers are held to their shape. Rejects with a Problem; with ConnectionLost where nobody knows what became of the call. */
  call<N extends CallName>(name: N, input: Takes<N>): Promise<Answers<N>>
  /** `read` and `write` as the supervisor takes them most quickly; otherwise as `call`. */
  read(input: Takes<'read'>): Promise<Answers<'read'>>
  write(input: Takes<'write'>): Promise<unknown>
  /** What the supervisor tells by itself is heard from here on, in its order; what came behind the hello has waited. */
  listen(): void
  close(): void
}

/** How often the supervisor is asked for a sign of life, and how long it may take. */
const heartbeat = { everyMs: 2_500, withinMs: 5_000 } as const
const handshakeMs = 10_000
/** Between a hello and `listen` lie a few microtasks: more than this is no supervisor of ours. */
const mostEarly = 1_000

type Options = {
  stream: Duplex
  relay: string
  onTerminals: (terminals: SupervisorTerminal[]) => void
  onHook: (report: HookReport) => void
  answer: Answerers
  onClose: (reason: Error | null) => void
}

/** Shakes hands over a fresh stream and watches over it from then on. Rejects with a Problem where the other end is no supervisor for us. */
export async function connectSupervisor({ stream, relay, onTerminals, onHook, answer, onClose }: Options): Promise<SupervisorConnection> {
  let early: (() => void)[] | null = []
  let watch: NodeJS.Timeout | undefined
  const wire = channel({
    stream,
    functions: {
      changed: (input: unknown) => { inTurn(() => { onTerminals(parse(() => events.changed(input, 'changed'))) }) },
      hook: (input: unknown) => { inTurn(() => { onHook(parse(() => events.hook(input, 'hook'))) }) },
      gitCredential: (input: unknown) => answer.gitCredential(parse(() => questions.gitCredential.takes(input, 'gitCredential'))),
      sshAgent: (input: unknown) => answer.sshAgent(parse(() => questions.sshAgent.takes(input, 'sshAgent'))),
    },
    onShort: (body) => { short.hear(body) },
    // Of output, which goes on to a viewer.
    allocate: roomyMemory(),
    onClose: (reason) => {
      clearInterval(watch)
      short.close(new ConnectionLost({ cause: reason }))
      onClose(reason)
    },
  })

  const short = new ShortCalls((parts) => {
    if (wire.closed) throw new ConnectionLost()
    wire.send(parts)
  }, { output: ({ offset, bytes }): Answers<'read'> => ({ pieces: [{ kind: 'data', offset, bytes }] }), other: calls.read.answers })

  function inTurn(deliver: () => void): void {
    if (!early) deliver()
    else if (early.push(deliver) > mostEarly) wire.close(new Error('The supervisor told too much before it was listened to.'))
  }

  async function call<N extends CallName>(name: N, input: Takes<N>): Promise<Answers<N>> {
    const answer = await wire.call(name, input).catch(asProblem)
    const answers: (value: unknown, at: string) => unknown = calls[name].answers
    return parse(() => answers(answer, name)) as Answers<N>
  }

  /** A supervisor that says what has no shape is not listened to any longer. */
  function parse<T>(read: () => T): T {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error
      wire.close(error)
      throw new Problem('unavailable', "The session's supervisor answered with something that is no answer; restart the session.", { cause: error })
    }
  }

  try {
    const hello = await within(handshakeMs, agree((version) => call('hello', { ...version, relay })))
    watch = setInterval(() => {
      within(heartbeat.withinMs, call('ping', undefined)).catch((error: unknown) => wire.close(error instanceof Error ? error : undefined))
    }, heartbeat.everyMs)
    const takesShort = includes(hello, shortFramesSince)
    return {
      hello,
      call,
      read: (input) => (takesShort ? short.read(input).catch(asProblem) : call('read', input)),
      write: (input) => (takesShort ? short.write(input).catch(asProblem) : call('write', input)),
      listen() {
        const waited = early ?? []
        early = null
        for (const deliver of waited) deliver()
      },
      close: () => wire.close(),
    }
  } catch (error) {
    wire.close(error instanceof Error ? error : undefined)
    throw error
  }
}

/** Supervisor and server have no major in common. */
export class OtherProtocol extends Problem {
  constructor(message: string) {
    super('precondition', message)
  }
}

/** Says hello in the newest version first: a supervisor that was started before an upgrade of this server speaks an older one. */
async function agree(sayHello: (version: ProtocolVersion) => Promise<HelloAnswer>): Promise<HelloAnswer> {
  for (const version of protocolVersions) {
    try {
      const hello = await sayHello(version)
      if (hello.major === version.major) return hello
    } catch (error) {
      if (!(error instanceof Problem && error.kind === 'precondition')) throw error
    }
  }
  const spoken = protocolVersions.map(({ major }) => String(major)).join(' and ')
  throw new OtherProtocol(`This session's supervisor does not speak protocol ${spoken}, as this server does. What runs in the session goes on; restart it to get its terminals back.`)
}

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let cancel = (): void => undefined
  const late = new Promise<never>((_, reject) => {
    cancel = afterMs(ms, () => reject(new Problem('unavailable', `The session's supervisor has not answered for ${String(ms / 1000)} s.`)))
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    cancel()
  }
}

/** What a supervisor refuses is told as a Problem. */
function asProblem(error: unknown): never {
  throw error instanceof Refusal ? new Problem(error.kind, error.message) : error
}
