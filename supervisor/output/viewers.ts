import type { OutputLog } from './output-log.ts'

/** Who may slow a terminal down, and for how long. Times in ms. */
export const viewerRules = { clearWithinMs: 1_000, coalesceMs: 3, coalesceBytes: 64 * 1024 } as const

export type Viewer = {
  readonly key: string
  readonly clientId: string | null
  /** Absolute offset up to which it was answered; null before its first snapshot. */
  at: number | null
  /** Number of the last mark it was told. */
  mark: number
  /** It may pause the PTY: it has cleared its lag in time so far. */
  holds: boolean
  /** It is waited for as long as it takes: the emulator, which must not miss anything. */
  readonly patient: boolean
  answeredAt: number
  /** Since when it has had more before it than it takes in a second or two; null while it keeps up. */
  lateSince: number | null
  /** Its last answer was followed by input: the echo shall not wait for company. */
  eager: boolean
}

/** The program that prints, and who is told when a viewer comes or goes. */
type Flow = { pause(): void; resume(): void; onCount?: () => void }

/**
 * The readers of one terminal. A reader that keeps up may pause the program at half the ring; one that does not clear its
 * lag within a second loses that right until it has caught up by itself, so it costs the others a second at most.
 */
export class Viewers {
  readonly #all = new Map<string, Viewer>()
  readonly #log: OutputLog
  readonly #flow: Flow
  #paused = false
  #deadline: NodeJS.Timeout | null = null

  constructor(log: OutputLog, flow: Flow) {
    this.#log = log
    this.#flow = flow
  }

  get paused(): boolean {
    return this.#paused
  }

  get(key: string): Viewer | undefined {
    return this.#all.get(key)
  }

  add(key: string, clientId: string | null, patient = false): Viewer {
    const viewer: Viewer = { key, clientId, at: null, mark: 0, holds: true, patient, answeredAt: 0, lateSince: null, eager: true }
    this.#all.set(key, viewer)
    if (clientId !== null) this.#flow.onCount?.()
    return viewer
  }

  remove(key: string): void {
    if (!this.#all.delete(key)) return
    this.regulate()
    this.#flow.onCount?.()
  }

  /** Windows that look, each of which has named itself. */
  get count(): number {
    return new Set([...this.#all.values()].map(({ clientId }) => clientId).filter((clientId) => clientId !== null)).size
  }

  has(clientId: string): boolean {
    return [...this.#all.values()].some((viewer) => viewer.clientId === clientId)
  }

  hurry(): void {
    for (const viewer of this.#all.values()) viewer.eager = true
  }

  /** Called when output came or a viewer moved on. */
  regulate(): void {
    const lag = this.#worstLag()
    const { capacity } = this.#log
    if (!this.#paused && lag > capacity / 2) {
      this.#paused = true
      this.#flow.pause()
      this.#deadline = setTimeout(() => this.#expire(), viewerRules.clearWithinMs)
    } else if (this.#paused && lag <= capacity / 4) this.#go()
  }

  /** The program has ended or is gone: nothing to hold any more. */
  release(): void {
    if (this.#paused) this.#go()
  }

  #expire(): void {
    for (const viewer of this.#all.values()) if (this.#lagOf(viewer) > this.#log.capacity / 4) viewer.holds = viewer.patient
    // The emulator may still be behind: then the program waits on, for it alone.
    this.#go()
    this.regulate()
  }

  #go(): void {
    this.#paused = false
    if (this.#deadline) clearTimeout(this.#deadline)
    this.#deadline = null
    this.#flow.resume()
  }

  #worstLag(): number {
    let worst = 0
    for (const viewer of this.#all.values()) if (viewer.holds) worst = Math.max(worst, this.#lagOf(viewer))
    return worst
  }

  #lagOf(viewer: Viewer): number {
    return viewer.at === null ? 0 : this.#log.end - viewer.at
  }
}
