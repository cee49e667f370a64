import type { PtyRounds } from './pty-rounds.ts'

/** What a key brings about comes within this time, ms. */
const echoMs = 50
/** From this rate on a terminal is not left alone: what the kernel keeps for it (64 KB) would be full before the next round. */
const floodBytesPerMs = 2_000
/** Such a rate lasts at least this long, ms. */
const windowMs = 8
/** Half of what the kernel keeps: a program that fills it waits for us, whatever its rate. */
const fullBytes = 32 * 1024
/** At most this much is read of one terminal in one round. */
const mostInRound = 64 * 1024
/** Behind a smaller piece the kernel has little or nothing more; to ask costs more than to read it in the next round. */
const wholePieceBytes = 2 * 1024

export type PtySource = {
  /** Hands over what comes, as soon as it comes. */
  listen(): void
  ignore(): void
  /** Hands over a piece of what is there now; answers its length, 0 where there is nothing. */
  take(): number
}

type Rounds = Pick<PtyRounds, 'join' | 'leave'>

/**
 * When a terminal is read. The first bytes after a pause are taken at once, and what follows them in rounds: a program that prints
 * line by line would else cost a turn of the loop, an answer to each viewer and a message to the emulator for every line. Who has
 * just typed sees every byte as it comes; a flood is read without a pause, since the program would wait for us.
 */
export class PtyReading {
  readonly #source: PtySource
  readonly #rounds: Rounds
  readonly #round = (): void => this.#readRound()
  #way: 'listens' | 'gathers' | 'holds' = 'listens'
  #echoUntil = -Infinity
  /** When the round or the window began, and what was read in the window. */
  #since = 0
  #bytes = 0
  #floods = false

  constructor(source: PtySource, rounds: Rounds) {
    this.#source = source
    this.#rounds = rounds
  }

  /** The source has handed over so many bytes as they came. Answers whether it shall go on with that. */
  heard(bytes: number): boolean {
    if (this.#way !== 'listens') return false
    const now = performance.now()
    if (now < this.#echoUntil || this.#goesOnFlooding(bytes, now)) return true
    this.#gather(now)
    return false
  }

  /** Something was typed: what had gathered is read now, and what comes next as it comes. */
  hurry(): void {
    this.#echoUntil = performance.now() + echoMs
    if (this.#way !== 'gathers') return
    this.#take()
    if (this.#gathers) this.#listen()
  }

  /** Nothing is read until `go`. */
  hold(): void {
    this.#rounds.leave(this.#round)
    this.#way = 'holds'
    this.#source.ignore()
  }

  go(): void {
    if (this.#way === 'holds') this.#listen()
  }

  /** A way may be another after each piece that was handed over. */
  get #gathers(): boolean {
    return this.#way === 'gathers'
  }

  #readRound(): void {
    const now = performance.now()
    const taken = this.#take()
    if (!this.#gathers) return
    this.#floods = taken >= fullBytes || taken >= floodBytesPerMs * (now - this.#since)
    this.#since = now
    this.#bytes = 0
    // Whoever has nothing to say is listened to: it costs nothing until it has.
    if (taken === 0 || this.#floods) this.#listen()
  }

  /** What there is, but no more than another terminal can wait for. */
  #take(): number {
    let taken = 0
    let piece = wholePieceBytes
    while (piece >= wholePieceBytes && taken < mostInRound && this.#gathers) {
      piece = this.#source.take()
      taken += piece
    }
    return taken
  }

  #goesOnFlooding(bytes: number, now: number): boolean {
    if (!this.#floods) return false
    this.#bytes += bytes
    const ms = now - this.#since
    if (ms < windowMs) return true
    this.#floods = this.#bytes >= floodBytesPerMs * ms
    this.#since = now
    this.#bytes = 0
    return this.#floods
  }

  #gather(now: number): void {
    this.#way = 'gathers'
    this.#since = now
    this.#rounds.join(this.#round)
  }

  #listen(): void {
    this.#rounds.leave(this.#round)
    this.#way = 'listens'
    this.#source.listen()
  }
}
