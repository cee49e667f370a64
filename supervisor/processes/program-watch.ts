import type { ProgramReport } from '../emulator/program-status.ts'
import { wireLimits, type Notice, type ProgramState } from '../protocol.ts'

/** What the program in a terminal says of itself: by OSC 7501, as a whole and in parts, and by notifications. */
export class ProgramWatch {
  #program: ProgramState | null = null
  #busyParts: string[] = []
  #notice: Notice | null = null

  get now(): { program: ProgramState | null; busyParts: string[]; notice: Notice | null } {
    return { program: this.#program, busyParts: this.#busyParts, notice: this.#notice }
  }

  hear({ state, part, message, blockedBy }: ProgramReport): void {
    if (part === null) {
      this.#program = state === 'clear' ? null : { state, message, blockedBy, at: new Date().toISOString() }
      if (state === 'clear') this.#busyParts = []
      return
    }
    const others = this.#busyParts.filter((known) => known !== part)
    this.#busyParts = state === 'working' || state === 'waiting' ? [...others, part].slice(-wireLimits.parts) : others
  }

  notify(text: string): void {
    this.#notice = { text, at: new Date().toISOString(), count: (this.#notice?.count ?? 0) + 1 }
  }

  /** Its program has ended. */
  clear(): void {
    this.#program = null
    this.#busyParts = []
    this.#notice = null
  }
}
