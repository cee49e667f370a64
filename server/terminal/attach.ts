import { randomUUID } from 'node:crypto'
import { ConnectionLost, wireLimits, type Piece } from '../../supervisor/protocol.ts'
import { Problem } from '../problem.ts'
import type { Exit } from '../../contract/session-state.ts'
import type { SupervisorConnection } from './supervisor-connection.ts'
import { pause } from './pause.ts'
import { exitOf } from './terminal-info.ts'

export type AttachEvent =
  | { kind: 'data'; offset: number; bytes: Uint8Array }
  | { kind: 'snapshot'; offset: number; data: string; cols: number; rows: number; skipped: number }
  | { kind: 'resize'; cols: number; rows: number; owner: string | null }
  | { kind: 'exit'; exit: Exit }

export type AttachOptions = { terminalId: string; offset?: number | undefined; clientId?: string | undefined; signal: AbortSignal }

/** What a piece should take its reader at most: on a slow way the pieces get smaller, so that a key's echo is soon among them. */
const pieceMs = 200
/** Before a screen that was not told is asked for again. */
const untoldMs = 500
const smallestRead = 4 * 1024
/** Until more is known of the way, once the screen is there. */
const firstRead = 32 * 1024

export type AttachLink = {
  /** The connection as soon as there is one; null when the viewer has left or the link is no more. */
  next(signal: AbortSignal): Promise<SupervisorConnection | null>
  /** Resolves once the supervisor tells of the terminal, or the viewer has left. */
  appears(terminalId: string, signal: AbortSignal): Promise<void>
}

/**
 * A terminal's output from an offset on, for one viewer. Each event comes with the offset after it, from which the next
 * attach goes on. Waits while the link is down, and after a restart of the supervisor for its terminal to be opened again.
 * Ends when the viewer leaves, the terminal is closed or the link is no more; rejects where there never was such a terminal.
 */
export async function* attach(options: AttachOptions, link: AttachLink): AsyncGenerator<{ end: number; event: AttachEvent }> {
  const { terminalId, clientId, signal } = options
  let known: SupervisorConnection | null = null
  const viewer = randomUUID()
  let { offset } = options
  let max: number = wireLimits.read
  let begun = false
  while (!signal.aborted) {
    const connection = await link.next(signal)
    if (!connection) return
    // A read may wait for hours; the viewer's leaving ends it at the supervisor, which then answers.
    const leave = (): void => {
      connection.call('leave', { terminalId, viewer }).catch(ignoreGone)
    }
    signal.addEventListener('abort', leave, { once: true })
    try {
      while (!isAborted(signal)) {
        const { pieces } = await connection.read({ terminalId, viewer, clientId, offset, max })
        known = connection
        const yieldedAt = performance.now()
        let bytes = 0
        for (const piece of pieces) {
          const event = eventOf(piece)
          offset = endOf(piece)
          bytes += sizeOf(piece)
          yield { end: offset, event }
        }
        max = Math.min(nextMax({ max, bytes, ms: performance.now() - yieldedAt }), begun ? wireLimits.read : firstRead)
        begun = true
      }
    } catch (error) {
      if (error instanceof Problem && error.kind === 'not-found' && known) {
        if (known === connection) return
        await link.appears(terminalId, signal)
      } else if (error instanceof Problem && error.kind === 'unavailable') {
        // The screen was not told in time, or the supervisor is overrun: the viewer waits rather than ends.
        await pause(untoldMs, signal)
      } else ignoreLost(error)
    } finally {
      signal.removeEventListener('abort', leave)
      leave()
    }
  }
}

/** How much to ask for next, after a reader took `ms` for `bytes`. */
function nextMax({ max, bytes, ms }: { max: number; bytes: number; ms: number }): number {
  if (ms > pieceMs) return Math.max(smallestRead, Math.min(max, Math.floor((bytes * pieceMs) / ms)))
  // A reader that took little in no time may still be far away.
  return bytes * 2 < max ? max : Math.min(wireLimits.read, max * 2)
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof Problem && error.kind === 'not-found')) ignoreLost(error)
}

function ignoreLost(error: unknown): void {
  if (!(error instanceof ConnectionLost)) throw error
}

/** The signal changes while a loop waits, which narrowing does not see. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted
}

function endOf(piece: Piece): number {
  return piece.kind === 'data' ? piece.offset + piece.bytes.length : piece.offset
}

function sizeOf(piece: Piece): number {
  return piece.kind === 'data' ? piece.bytes.length : piece.kind === 'snapshot' ? piece.data.length : 0
}

function eventOf(piece: Piece): AttachEvent {
  switch (piece.kind) {
    case 'data':
      return { kind: 'data', offset: piece.offset, bytes: piece.bytes }
    case 'snapshot':
      return { kind: 'snapshot', offset: piece.offset, data: piece.data, cols: piece.cols, rows: piece.rows, skipped: piece.skipped }
    case 'resize':
      return { kind: 'resize', cols: piece.cols, rows: piece.rows, owner: piece.owner }
    case 'exit':
      return { kind: 'exit', exit: exitOf(piece.exit) }
  }
}
