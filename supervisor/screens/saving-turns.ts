/** After a save, so many times what it took: together they take a fiftieth of a core at most. */
const restShare = 50
const longestRestMs = 5_000

/**
 * Saves that nobody waits for, of all terminals of a supervisor: one at a time, with a rest behind each. To write down a screen with its
 * scrollback takes some 20 ms, and a dozen terminals that print without end would each want it every few seconds.
 */
export class SavingTurns {
  readonly #waiting: (() => Promise<void>)[] = []
  #busy = false

  /** Saves when it is this one's turn. */
  take(save: () => Promise<void>): void {
    this.#waiting.push(save)
    if (!this.#busy) void this.#next()
  }

  /** It is not wanted any more. */
  drop(save: () => Promise<void>): void {
    const at = this.#waiting.indexOf(save)
    if (at >= 0) this.#waiting.splice(at, 1)
  }

  async #next(): Promise<void> {
    const save = this.#waiting.shift()
    this.#busy = save !== undefined
    if (!save) return
    const begun = performance.now()
    await save()
    setTimeout(() => void this.#next(), Math.min(longestRestMs, restShare * (performance.now() - begun)))
  }
}
