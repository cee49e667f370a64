const everyMs = 5_000

export type ScreenSaverDeps = {
  /** For the log. */
  terminal: string
  /** The offset that the terminal has come to. */
  end: () => number
  /** Resolves once all of that is on the screen. */
  settled: () => Promise<void>
  /** Writes the screen of now down; resolves with its offset. */
  write: () => Promise<number>
}

/** Keeps what is on the disk of a terminal's screen close to what it shows. */
export class ScreenSaver {
  readonly #deps: ScreenSaverDeps
  #savedAt: number | null = null
  #timer: NodeJS.Timeout | null = null
  #saving: Promise<void> = Promise.resolve()
  #closed = false

  constructor(deps: ScreenSaverDeps) {
    this.#deps = deps
  }

  /** The screen is another. */
  soon(): void {
    this.#timer ??= setTimeout(() => this.#now(), everyMs)
  }

  /** One after the other: what was just being saved is not saved a second time. */
  save(): Promise<void> {
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#saveNews())
    return this.#saving
  }

  /** At once, and also where nothing was printed: what is said beside the screen is another. */
  saveAnew(): void {
    this.#savedAt = null
    this.#now()
  }

  close(): void {
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
  }

  async #saveNews(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#savedAt === this.#deps.end()) return
    await this.#deps.settled()
    this.#savedAt = await this.#deps.write()
  }

  #now(): void {
    this.save().catch((error: unknown) => {
      console.error(JSON.stringify({ at: new Date().toISOString(), level: 'warn', what: 'screen not saved', terminal: this.#deps.terminal, error: String(error) }))
      if (!this.#closed) this.soon()
    })
  }
}
