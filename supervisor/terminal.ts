import { setTimeout as delay } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import { diskIsFull } from './disk-full.ts'
import type { EmulatorHost } from './emulator/emulator-host.ts'
import { ScreenFollower } from './emulator/screen-follower.ts'
import { memoryKills } from './processes/memory-kills.ts'
import { OutputLog } from './output/output-log.ts'
import { endTree, programsIn, terminalVariable, treeVariable } from './processes/process-tree.ts'
import { checkFolder, environmentOf, firstThatExists } from './processes/program.ts'
import { wireLimits, type OpenRequest, type ProcessExit, type ReadAnswer, type ReadRequest, type Resized, type Screen, type SupervisorTerminal, type WriteRequest } from './protocol.ts'
import { ProgramWatch } from './processes/program-watch.ts'
import { openPty, type Pty, type PtyDeps, type PtyExit } from './pty/pty.ts'
import { Reads, type Snapshot } from './output/reads.ts'
import { Refusal } from './wire/refusal.ts'
import type { SavedScreens } from './screens/saved-screens.ts'
import type { SavingTurns } from './screens/saving-turns.ts'
import { ScreenSaver } from './screens/screen-saver.ts'
import { clampSize, SizeOwner, type Size } from './size-owner.ts'
import { Viewers } from './output/viewers.ts'
import { WriteOnce } from './write-once.ts'

export type TerminalDeps = {
  ptys: PtyDeps
  emulators: EmulatorHost
  screens: SavedScreens
  /** In which screens are saved that nobody asked for. */
  turns: SavingTurns
  incarnation: number
  ringBytes: number
  /** Something of `info` changed; `soon`: people wait to see it. */
  onChange: (how?: { soon: boolean }) => void
}

/** Modes that a program may leave behind: what runs next in the same terminal starts without them. */
const softReset = '\x18\x1b[?1049l\x1b[!p\x1b[?1000;1002;1003;1004;1006;1016;2004;2026l\x1b[0m\x1b(B\x0f\r\n'

const exitToldMs = 2_000

/** One PTY, what it printed, and who looks at it. It outlives its program, which can be started again in place. */
export class Terminal {
  readonly id: string
  readonly kind: OpenRequest['kind']
  readonly #deps: TerminalDeps
  readonly #log: OutputLog
  readonly #viewers: Viewers
  readonly #reads: Reads
  readonly #size: SizeOwner
  readonly #screen: ScreenFollower
  readonly #saver: ScreenSaver<Snapshot>
  readonly #once = new WriteOnce()
  readonly #tree = randomUUID()
  #title: string
  #bells = 0
  readonly #program = new ProgramWatch()
  #pty: Pty | null = null
  #path = ''
  #exit: ProcessExit | null = null
  #asked = false
  #killsBefore = 0
  /** Where it works and keeps what is its own. */
  #folders: string[] = []
  #leftovers: Promise<void> = Promise.resolve()
  /** Resolved when the program's end was told. */
  #gone = Promise.withResolvers<undefined>()
  #feeding: NodeJS.Immediate | null = null

  constructor(request: OpenRequest, deps: TerminalDeps) {
    this.id = request.id
    this.kind = request.kind
    this.#title = request.title
    this.#deps = deps
    this.#log = new OutputLog({ incarnation: deps.incarnation, capacity: deps.ringBytes })
    this.#viewers = new Viewers(this.#log, { pause: () => this.#pty?.pause(), resume: () => this.#pty?.resume(), onCount: () => deps.onChange() })
    this.#size = new SizeOwner(request, {
      isHere: (clientId) => this.#viewers.has(clientId),
      apply: (size) => {
        this.#pty?.resize(size.cols, size.rows)
        this.#log.mark({ kind: 'resize', ...size })
        this.#news()
      },
    })
    const emulator = this.#viewers.add('emulator', null, true)
    emulator.at = this.#log.end
    this.#screen = new ScreenFollower({
      host: deps.emulators,
      log: this.#log,
      size: () => this.#size.now,
      saved: deps.screens.load(this.id),
      events: {
        onReply: (data) => {
          this.#pty?.hurry()
          this.#pty?.input.offer(Buffer.from(data))
        },
        onTitle: (title) => this.rename(title),
        onBell: () => {
          this.#bells += 1
          deps.onChange()
        },
        onProgram: (report) => {
          this.#program.hear(report)
          deps.onChange({ soon: true })
        },
        onNotice: (text) => {
          this.#program.notify(text)
          deps.onChange({ soon: true })
        },
        onParsed: (offset) => {
          emulator.at = offset
          this.#viewers.regulate()
        },
        onGivenUp: () => this.#viewers.remove(emulator.key),
      },
    })
    this.#saver = new ScreenSaver({
      terminal: this.id,
      turns: deps.turns,
      end: () => this.#log.end,
      settled: () => this.#screen.settled(),
      shown: () => this.#screen.snapshot(wireLimits.savedScreen),
      write: ({ offset, data, cols, rows }) => {
        const { id, kind } = this
        return deps.screens.save({ id, kind, title: this.#title, cols, rows, offset, exit: this.#exit, data, at: new Date().toISOString() })
      },
    })
    this.#reads = new Reads({ log: this.#log, viewers: this.#viewers, snapshot: (max) => this.#screen.snapshot(Math.min(max, wireLimits.snapshot)), size: () => this.#size.now })
  }

  get info(): SupervisorTerminal {
    const { cols, rows, owner } = this.#size.now
    const foreground = this.#pty?.foreground() ?? null
    return {
      id: this.id, kind: this.kind, title: this.#title, cols, rows, owner,
      start: this.#log.start, offset: this.#log.end,
      running: this.#pty !== null, pid: this.#pty?.pid ?? null, exit: this.#exit,
      ...this.#program.now, bells: this.#bells, viewers: this.#viewers.count, busy: foreground !== null && foreground !== this.#path,
    }
  }

  /** Starts the program; throws a Refusal where it runs already or cannot be started. */
  start(request: OpenRequest): void {
    if (this.#pty) throw new Refusal('conflict', 'This terminal is open already.')
    const env = { ...environmentOf(request.env), [terminalVariable]: this.id, [treeVariable]: this.#tree }
    const argv = firstThatExists(request.commands, env)
    checkFolder(request.cwd)
    const again = this.#exit !== null
    if (again) this.#print(Buffer.from(softReset))
    const { cols, rows } = again ? this.#size.now : clampSize(request)
    this.#gone = Promise.withResolvers<undefined>()
    this.#pty = openPty(this.#deps.ptys, { argv, cwd: request.cwd, env, cols, rows }, {
      onData: (chunk) => this.#print(chunk),
      onExit: (exit) => this.#exited(exit),
    })
    this.#path = argv[0] ?? ''
    this.#exit = null
    this.#asked = false
    this.#killsBefore = memoryKills()
    this.#folders = [request.cwd, ...(request.env.HOME === undefined ? [] : [request.env.HOME])]
    this.#log.mark({ kind: 'resize', ...this.#size.now })
    this.#news()
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
      // In this order: what had gathered before the key is no echo.
      pty.hurry()
      this.#viewers.hurry()
      await pty.input.push(data)
    })
  }

  resize(size: Size, by: { clientId?: string | undefined; take?: boolean | undefined }): Resized {
    this.#size.resize(size, by)
    return this.#size.now
  }

  rename(title: string): void {
    if (title === '' || title === this.#title) return
    this.#title = title
    this.#deps.onChange()
  }

  screen(): Promise<Screen> {
    return this.#screen.screen()
  }

  /** What would end with this terminal beside the program that was started in it. */
  programs(): string[] {
    const pty = this.#pty
    return pty ? programsIn({ pid: pty.pid, marker: this.#tree }).slice(0, wireLimits.programs) : []
  }

  /** Ends the program with everything it started. Resolves when all of it is gone; at once where nothing runs. */
  async end(): Promise<void> {
    const pty = this.#pty
    if (pty) {
      this.#asked = true
      await endTree({ pid: pty.pid, marker: this.#tree })
      // Its end is told once its last bytes are read; a kill that did not work is not waited for.
      await Promise.race([this.#gone.promise, delay(exitToldMs, undefined, { ref: false })])
    }
    await this.#leftovers
  }

  save(): Promise<void> {
    return this.#saver.save()
  }

  /** Nobody asks for it any more. */
  async close(): Promise<void> {
    const saved = this.#saver.close()
    if (this.#feeding) clearImmediate(this.#feeding)
    this.#reads.close()
    this.#size.close()
    this.#screen.close()
    await saved
    this.#deps.screens.forget(this.id)
  }

  #print(chunk: Buffer): void {
    this.#log.push(chunk)
    this.#news()
    this.#viewers.regulate()
  }

  #exited({ code, signal }: PtyExit): void {
    const pid = this.#pty?.pid
    this.#pty = null
    this.#gone.resolve(undefined)
    this.#program.clear()
    const diskFull = (code !== 0 || signal !== null) && diskIsFull(this.#folders)
    this.#exit = { code, signal, asked: this.#asked, diskFull, oomKilled: signal === 'SIGKILL' && memoryKills() > this.#killsBefore, at: new Date().toISOString() }
    this.#log.mark({ kind: 'exit', exit: this.#exit })
    this.#viewers.release()
    this.#news()
    this.#saver.saveAnew()
    // What the program left behind has no terminal any more: it ends too.
    if (pid !== undefined) this.#leftovers = endTree({ pid, marker: this.#tree })
  }

  /** Bytes or marks are in the log: to everyone who reads it. */
  #news(): void {
    this.#reads.pump()
    // The emulator is nobody who waits: its part comes when the viewers have theirs.
    this.#feeding ??= setImmediate(() => {
      this.#feeding = null
      this.#screen.feed()
    })
    this.#deps.onChange()
    this.#saver.soon()
  }
}
