import type { Socket } from 'node:net'
import type { Asker } from './processes/ask.ts'
import type { HookReports } from './hooks/hook-reports.ts'
import type { ProcessWatch } from './processes/process-activity.ts'
import {
  calls,
  channel,
  hooksSince,
  includes,
  protocolVersion,
  silenceMs,
  type CallName,
  type Handlers,
  questions,
  questionsSince,
  type HookReport,
  type QuestionAnswers,
  type QuestionName,
  type QuestionTakes,
  type ReadAnswer,
  type ReadRequest,
  type SupervisorTerminal,
  type WriteRequest,
} from './protocol.ts'
import { Receipts } from './receipts.ts'
import { Refusal } from './wire/refusal.ts'
import { killRelay } from './relays.ts'
import { answerShort } from './wire/short-calls.ts'
import { placeFile } from './state-folder.ts'
import type { Terminals } from './terminals.ts'

export type SupervisorAbout = { incarnation: number; build: string; stateFolder: string; hookUrl: string | null }
export type Connection = {
  tell(terminals: SupervisorTerminal[]): void
  tellHook(report: HookReport): void
  /** The server there answers questions. */
  readonly answers: boolean
  ask<N extends QuestionName>(name: N, input: QuestionTakes<N>): Promise<QuestionAnswers<N>>
  close(): void
}

type Deps = { about: SupervisorAbout; terminals: Terminals; processes: ProcessWatch; hooks: HookReports; asker: Asker; shutdown: () => void; onClose: () => void }

/** One server at the other end of a stream. Handshake first; silence ends it, and with it the relay that carried it. */
export function serveConnection(socket: Socket, deps: Deps): Connection {
  const { about, terminals } = deps
  const viewers = new Map<string, { terminalId: string; key: string }>()
  const receipts = new Receipts()
  const name = `c${String(Math.random()).slice(2)}`
  let relay = ''
  let greeted = false
  let hearsHooks = false
  let answers = false

  async function read(input: ReadRequest): Promise<ReadAnswer> {
    const key = `${name}/${input.viewer}`
    const terminal = terminals.get(input.terminalId)
    viewers.set(key, { terminalId: input.terminalId, key })
    const answer = await terminal.read(key, input)
    receipts.outputSent()
    return answer
  }

  async function write(input: WriteRequest): Promise<{ seq: number }> {
    await terminals.get(input.terminalId).write(input)
    await receipts.due()
    return { seq: input.seq ?? 0 }
  }

  const handlers: Handlers = {
    hello(input) {
      if (input.major !== protocolVersion.major) {
        throw new Refusal('precondition', `This supervisor speaks protocol ${String(protocolVersion.major)}, the server ${String(input.major)}; restart the session to get a matching one.`)
      }
      greeted = true
      hearsHooks = includes(input, hooksSince)
      answers = includes(input, questionsSince)
      relay = input.relay ?? ''
      return { ...protocolVersion, incarnation: about.incarnation, pid: process.pid, build: about.build, terminals: terminals.list(), hookUrl: about.hookUrl, hooks: deps.hooks.list() }
    },
    ping: () => undefined,
    list: () => terminals.list(),
    open: (input) => terminals.open(input),
    read,
    leave(input) {
      const key = `${name}/${input.viewer}`
      viewers.delete(key)
      terminals.leaveAll([{ terminalId: input.terminalId, key }])
      return undefined
    },
    write,
    resize: (input) => terminals.get(input.terminalId).resize(input, input),
    rename(input) {
      terminals.get(input.terminalId).rename(input.title)
      return undefined
    },
    async end(input) {
      await terminals.get(input.terminalId).end()
      return undefined
    },
    async close(input) {
      await terminals.close(input.terminalId)
      return undefined
    },
    screen: (input) => terminals.get(input.terminalId).screen(),
    programs: (input) => ({ names: terminals.get(input.terminalId).programs() }),
    writeFile: (input) => ({ written: placeFile(about.stateFolder, input) }),
    activity: () => deps.processes.look(),
    ask: (input) => deps.asker.ask(input),
    shutdown() {
      deps.shutdown()
      return undefined
    },
  }

  function checkGreeted(): void {
    if (!greeted) throw new Refusal('precondition', 'Say hello first.')
  }

  const functions = Object.fromEntries(
    (Object.keys(calls) as CallName[]).map((method) => [
      method,
      (input: unknown) => {
        if (method !== 'hello') checkGreeted()
        return handle(handlers, method, input)
      },
    ]),
  )

  const wire = channel({
    stream: socket,
    functions,
    onShort: answerShort((parts) => wire.send(parts), {
      async read(input) {
        checkGreeted()
        return read(calls.read.takes(input, 'read'))
      },
      async write(input) {
        checkGreeted()
        return write(calls.write.takes(input, 'write'))
      },
    }),
    onClose: () => {
      clearInterval(watch)
      terminals.leaveAll(viewers.values())
      deps.onClose()
    },
  })
  const watch = setInterval(() => {
    if (performance.now() - wire.heardAt < silenceMs) return
    wire.close(new Error('The server fell silent.'))
    killRelay(relay)
  }, silenceMs / 5)

  return {
    tell: (list) => {
      if (greeted) wire.tell('changed', list)
    },
    tellHook: (report) => {
      if (hearsHooks) wire.tell('hook', report)
    },
    get answers() {
      return answers && !wire.closed
    },
    async ask(name, input) {
      const answer = await wire.call(name, input)
      const shape: (value: unknown, at: string) => unknown = questions[name].answers
      // The table pairs each question with its answer; TypeScript cannot follow that through an index.
      return shape(answer, name) as QuestionAnswers<typeof name>
    },
    close: () => wire.close(),
  }
}

function handle(handlers: Handlers, method: CallName, input: unknown): unknown {
  const takes: (value: unknown, at: string) => unknown = calls[method].takes
  // The table pairs each shape with its handler; TypeScript cannot follow that through an index.
  const handler = handlers[method] as (value: unknown) => unknown
  return handler(takes(input, method))
}
