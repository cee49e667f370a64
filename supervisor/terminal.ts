import { OutputLog } from './output-log.ts'
import { endTree, terminalVariable } from './process-tree.ts'
import { checkFolder, environmentOf, firstThatExists } from './program.ts'
import type { OpenRequest, ProcessExit, ReadAnswer, ReadRequest, Screen, SupervisorTerminal, WriteRequest } from './protocol.ts'
import type { PtyBinding } from './pty-binding.ts'
import { openPty, type Pty, type PtyExit } from './pty.ts'
import { Reads, type Snapshot } from './reads.ts'
import { Refusal } from './refusal.ts'
import { clampSize, SizeOwner, type Size } from './size-owner.ts'
import { Viewers } from './viewers.ts'
import { WriteOnce } from './write-once.ts'

export type TerminalDeps = {
  binding: PtyBinding
  incarnation: number
  ringBytes: number
  /** Something of `info` changed. */
  onChange: () => void
}

/** Modes that a program may leave behind: what runs next in the same terminal starts without them. */
const softReset = '\x1b[?1049l\x1b[!p\x1b[?1000;1002;1003;1004;1006;1016;2004;2026l\x1b[<99u\x1b[0m\x1b(B\x0f\r\n'

/** One PTY, what it printed, and who looks at it. It outlives its program, which can be started again in place. */
export class Terminal {
  readonly id: string
  readonly kind: OpenRequest['kind']
  title: string
  readonly #deps: TerminalDeps
  readonly #log: OutputLog
  readonly #viewers: Viewers
  readonly #reads: Reads
  readonly #size: SizeOwner
  readonly #once = new WriteOnce()
  #pty: Pty | null = null
  #program = ''
  #exit: ProcessExit | null = null
  #asked = false
  #ended: Promise<void> = Promise.resolve()

  constructor(request: OpenRequest, deps: TerminalDeps) {
    this.id = request.id
    this.kind = request.kind
    this.title = request.title
    this.#deps = deps
    this.#log = new OutputLog({ incarnation: deps.incarnation, capacity: deps.ringBytes })
    this.#viewers = new Viewers(this.#log, { pause: () => this.#pty?.pause(), resume: () => this.#pty?.resume() })
    this.#size = new SizeOwner(request, {
      isHere: (clientId) => this.#viewers.has(clientId),
      apply: (size) => {
        this.#pty?.resize(size.cols, size.rows)
        this.#log.mark({ kind: 'resize', ...size })
        this.#tell()
      },
    })
    this.#reads = new Reads({ log: this.#log, viewers: this.#viewers, snapshot: () => this.#snapshot(), sizeAt: () => this.#size.now })
  }

  get running(): boolean {
    return this.#pty !== null
  }

  get info(): SupervisorTerminal {
    const { cols, rows, owner } = this.#size.now
    const foreground = this.#pty?.foreground() ?? null
    return {
      id: this.id, kind: this.kind, title: this.title, cols, rows, owner,
      start: this.#log.start, offset: this.#log.end,
      running: this.running, pid: this.#pty?.pid ?? null, exit: this.#exit,
      program: null, bells: 0, busy: foreground !== null && foreground !== this.#program,
    }
  }

  /** Starts the program; throws a Refusal where it runs already or cannot be started. */
  start(request: OpenRequest): void {
    if (this.#pty) throw new Refusal('conflict', 'This terminal is open already.')
    const env = { ...environmentOf(request.env), [terminalVariable]: this.id }
    const argv = firstThatExists(request.commands, env)
    checkFolder(request.cwd)
    const again = this.#exit !== null
    if (again) this.#print(Buffer.from(softReset))
    const { cols, rows } = clampSize(again ? this.#size.now : request)
    this.#pty = openPty(this.#deps.binding, { argv, cwd: request.cwd, env, cols, rows }, {
      onData: (chunk) => this.#print(chunk),
      onExit: (exit) => this.#exited(exit),
    })
    this.#program = argv[0] ?? ''
    this.#exit = null
    this.#asked = false
    this.#log.mark({ kind: 'resize', ...this.#size.now })
    this.#tell()
  }

  read(viewer: string, request: ReadRequest): Promise<ReadAnswer> {
    return this.#reads.read(viewer, request)
  }

  leave(viewer: string): void {
    this.#reads.leave(viewer)
  }

  async write({ data, clientId, seq }: WriteRequest): Promise<void> {
    await this.#once.run({ clientId, seq }, async () => {
      const pty = this.#pty
      if (!pty) throw new Refusal('precondition', 'The program in this terminal has ended, so nothing was sent; restart it first.')
      if (clientId !== undefined) this.#size.typed(clientId)
      this.#viewers.hurry()
      // A view into its frame, which is as large as the write: kept until the kernel has taken it.
      await pty.input.push(data)
    })
  }

  resize(size: Size, by: { clientId?: string | undefined; take?: boolean | undefined }): { cols: number; rows: number; owner: string | null } {
    this.#size.resize(size, by)
    return this.#size.now
  }

  /** Ends the program with everything it started. Resolves when all of it is gone; at once where nothing runs. */
  async end(from: NodeJS.Signals = 'SIGHUP'): Promise<void> {
    const pty = this.#pty
    if (pty) {
      this.#asked = true
      await endTree({ pid: pty.pid, marker: this.id }, { from })
    }
    await this.#ended
  }

  screen(): Screen {
    const { cols, rows } = this.#size.now
    return { lines: [], cols, rows, offset: this.#log.end }
  }

  close(): void {
    this.#reads.close()
    this.#size.close()
  }

  #print(chunk: Buffer): void {
    this.#log.push(chunk)
    this.#reads.pump()
    this.#viewers.regulate()
    this.#deps.onChange()
  }

  #exited({ code, signal }: PtyExit): void {
    const pid = this.#pty?.pid
    this.#pty = null
    this.#exit = { code, signal, asked: this.#asked, oomKilled: false, at: new Date().toISOString() }
    this.#log.mark({ kind: 'exit', exit: this.#exit })
    this.#viewers.release()
    this.#tell()
    // What the program left behind has no terminal any more: it ends too.
    if (pid !== undefined) this.#ended = endTree({ pid, marker: this.id })
  }

  #tell(): void {
    this.#reads.pump()
    this.#deps.onChange()
  }

  #snapshot(): Promise<Snapshot> {
    const { cols, rows } = this.#size.now
    return Promise.resolve({ offset: this.#log.end, data: '', cols, rows })
  }
}
