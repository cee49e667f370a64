import type { SavingTurns } from './saving-turns.ts'

const everyMs = 5_000

export type ScreenSaverDeps<Shown extends { offset: number }> = {
  /** For the log. */
  terminal: string
  turns: SavingTurns
  /** The offset that the terminal has come to. */
  end: () => number
  /** Resolves once all of that is on the screen. */
  settled: () => Promise<void>
  /** The screen of now. */
  shown: () => Promise<Shown>
  write: (shown: Shown) => Promise<void>
}

/** Keeps what is on the disk of a terminal's screen close to what it shows. */
export class ScreenSaver<Shown extends { offset: number }> {
  readonly #deps: ScreenSaverDeps<Shown>
  #savedAt: number | null = null
  #timer: NodeJS.Timeout | null = null
  #waits = false
  #saving: Promise<void> = Promise.resolve()
  #writing: Promise<void> = Promise.resolve()
  #closed = false

  constructor(deps: ScreenSaverDeps<Shown>) {
    this.#deps = deps
  }

  /** The screen is another. */
  soon(): void {
    if (this.#waits || this.#closed) return
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#waits = true
      this.#deps.turns.take(this.#turn)
    }, everyMs)
  }

  /** One after the other: what was just being saved is not saved a second time. */
  save(): Promise<void> {
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#saveNews())
    return this.#saving
  }

  /** At once, and also where nothing was printed: what is said beside the screen is another. */
  saveAnew(): void {
    this.#savedAt = null
    void this.#try()
  }

  /** Resolves when nothing is written any more. */
  async close(): Promise<void> {
    this.#closed = true
    this.#rest()
    await this.#writing.catch(() => undefined)
  }

  async #saveNews(): Promise<void> {
    this.#rest()
    if (this.#savedAt === this.#deps.end()) return
    await this.#deps.settled()
    const shown = await this.#deps.shown()
    if (this.#closed) return
    this.#writing = this.#deps.write(shown)
    await this.#writing
    this.#savedAt = shown.offset
  }

  /** Whatever was to be saved soon is being saved, or not wanted. */
  #rest(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    this.#deps.turns.drop(this.#turn)
    this.#waits = false
  }

  readonly #turn = (): Promise<void> => this.#try()

  async #try(): Promise<void> {
    try {
      await this.save()
    } catch (error) {
      if (this.#closed) return
      console.error(JSON.stringify({ at: new Date().toISOString(), level: 'warn', what: 'screen not saved', terminal: this.#deps.terminal, error: String(error) }))
      this.soon()
    }
  }
}
