/** How long the process manager waits before it does the next thing, in milliseconds. */
export type Deadlines = {
  /** From the start of the process to its first answer. */
  startMs: number
  /** From handing a prompt over to saying that it is not confirmed yet. */
  confirmMs: number
  /** Without a word in a turn before the page says so. Nothing is killed for it. */
  stallMs: number
  /** From an interrupt over the stream to the signal, and from SIGINT to SIGTERM. */
  interruptMs: number
  /** From a closed pipe to the first signal. */
  closeMs: number
  /** From SIGTERM to SIGKILL. */
  terminateMs: number
  /** From the process's end to giving up on pipes that something else holds open. */
  drainMs: number
}

export const usualDeadlines: Deadlines = { startMs: 30_000, confirmMs: 2_000, stallMs: 120_000, interruptMs: 5_000, closeMs: 2_000, terminateMs: 3_000, drainMs: 1_000 }
