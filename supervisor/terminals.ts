import { wireLimits, type OpenRequest, type SupervisorTerminal } from './protocol.ts'
import { Refusal } from './wire/refusal.ts'
import { Terminal, type TerminalDeps } from './terminal.ts'

/** How often the server is told of changes such as the offset, at most. */
const tellMs = 250
/** What a program says of itself; it may say it as often as it likes. */
const soonMs = 20

type TerminalsDeps = Omit<TerminalDeps, 'onChange'> & { /** The agent's program was started, for the first time or again. */ onAgentStart: () => void }

/** All terminals of this supervisor, by id. */
export class Terminals {
  readonly #all = new Map<string, Terminal>()
  readonly #deps: TerminalsDeps
  readonly #onChange: (terminals: SupervisorTerminal[]) => void
  #timer: NodeJS.Timeout | null = null
  #toldAt = -Infinity
  #dueAt = 0

  constructor(deps: TerminalsDeps, onChange: (terminals: SupervisorTerminal[]) => void) {
    this.#deps = deps
    this.#onChange = onChange
  }

  list(): SupervisorTerminal[] {
    return [...this.#all.values()].map((terminal) => terminal.info)
  }

  get(id: string): Terminal {
    const terminal = this.#all.get(id)
    if (!terminal) throw new Refusal('not-found', 'There is no terminal with this id.')
    return terminal
  }

  open(request: OpenRequest): SupervisorTerminal {
    const known = this.#all.get(request.id)
    if (!known && this.#all.size >= wireLimits.terminals) throw new Refusal('precondition', `There are ${String(wireLimits.terminals)} terminals already; close one first.`)
    const terminal = known ?? new Terminal(request, { ...this.#deps, onChange: (how) => this.#changed(how?.soon ? soonMs : tellMs) })
    terminal.start(request)
    if (request.kind === 'agent') this.#deps.onAgentStart()
    this.#all.set(request.id, terminal)
    return terminal.info
  }

  async close(id: string): Promise<void> {
    const terminal = this.#all.get(id)
    if (!terminal) return
    await terminal.end()
    await terminal.close()
    this.#all.delete(id)
    this.#changed(tellMs)
  }

  leaveAll(viewers: Iterable<{ terminalId: string; key: string }>): void {
    for (const { terminalId, key } of viewers) this.#all.get(terminalId)?.leave(key)
  }

  /** Ends every program and saves what its terminal shows then. */
  async endAll(): Promise<void> {
    await Promise.all(
      [...this.#all.values()].map(async (terminal) => {
        await terminal.end()
        await terminal.save()
      }),
    )
  }

  /** What has changed and was not told yet is told now, so that nothing said of it arrives before it. */
  tell(): void {
    if (!this.#timer) return
    clearTimeout(this.#timer)
    this.#timer = null
    this.#toldAt = performance.now()
    this.#onChange(this.list())
  }

  #changed(everyMs: number): void {
    const due = Math.max(performance.now(), this.#toldAt + everyMs)
    if (this.#timer && this.#dueAt <= due) return
    if (this.#timer) clearTimeout(this.#timer)
    this.#dueAt = due
    this.#timer = setTimeout(() => this.tell(), Math.max(0, due - performance.now()))
  }
}
