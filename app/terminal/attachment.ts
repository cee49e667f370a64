import type { ApiClient, AttachEvent, Exit } from '../api.ts'
import { incarnationOf } from '../../contract/offset.ts'
import { problemCode } from '../connection/problem-text.ts'
import { retryDelay } from '../connection/retry-delay.ts'
import type { Size } from './screen.ts'

/**
 * Bytes that may wait in the browser to be parsed. Beyond `high` the stream is left, and taken up again below `low` with the screen of
 * then: to parse what would scroll away keeps keys waiting, and the program that prints it.
 */
const high = 512 * 1024
const low = 128 * 1024

export type AttachmentDeps = {
  trpc: Pick<ApiClient, 'terminals'>
  terminalId: string
  clientId: string
  screen: {
    write: (bytes: Uint8Array, done: () => void) => void
    replace: (snapshot: Size & { data: string }, done: () => void) => void
    resize: (size: Size, done: () => void) => void
  }
  /** The first event has reached the screen. */
  onReady: () => void
  onOwner: (owner: string | null) => void
  /** Its process has ended; null when there is output again. */
  onExit: (exit: Exit | null) => void
  /** This many bytes were left out, because this viewer could not keep up. */
  onSkipped: (bytes: number) => void
  /** The stream ended for good, with the reason. */
  onGone: (error: unknown) => void
}

/**
 * Follows a terminal's output from a snapshot of now. Over a lost connection tRPC resumes at the offset of the last event; over an
 * end of the stream itself, or a screen that cannot keep up, this does.
 */
export function attachTerminal({ trpc, terminalId, clientId, screen, onReady, onOwner, onExit, onSkipped, onGone }: AttachmentDeps) {
  let offset: number | undefined
  let subscription: { unsubscribe: () => void } | null = null
  /** Of streams; what one that was left still says is not heard. */
  let current = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let unparsed = 0
  /** Where the stream was left by a page that could not keep up. */
  let leftAt: number | null = null
  let ready = false
  let exited = false
  let ended = false
  let resting = false

  function follow(): void {
    retry = undefined
    current += 1
    const own = current
    subscription = trpc.terminals.attach.subscribe(
      { terminalId, clientId, ...(offset === undefined || leftAt !== null ? {} : { offset }) },
      {
        onData: ({ id, data }) => {
          if (own !== current) return
          failures = 0
          offset = Number(id)
          take(data)
        },
        onError: (error) => {
          if (own !== current) return
          subscription = null
          if (problemCode(error) === 'NOT_FOUND' || problemCode(error) === 'UNAUTHORIZED') onGone(error)
          else followSoon()
        },
        onComplete: () => {
          if (own !== current) return
          subscription = null
          followSoon()
        },
      },
    )
  }

  /** Takes nothing more of the stream. tRPC tells whoever unsubscribes that the stream is complete, as if it had ended by itself. */
  function leave(): void {
    current += 1
    const left = subscription
    subscription = null
    left?.unsubscribe()
  }

  function followSoon(): void {
    failures += 1
    retry = setTimeout(follow, 100 + retryDelay(failures))
  }

  function take(event: AttachEvent): void {
    switch (event.kind) {
      case 'data': {
        runs()
        const { length } = event.bytes
        unparsed += length
        screen.write(event.bytes, () => shown(length))
        if (unparsed > high) {
          leave()
          leftAt = event.offset + length
        }
        break
      }
      case 'snapshot':
        // Of a terminal that has ended, it is followed by the exit.
        runs()
        tellSkipped(event)
        screen.replace(event, () => shown(0))
        break
      case 'resize':
        onOwner(event.owner)
        screen.resize(event, () => shown(0))
        break
      case 'exit':
        exited = true
        onExit(event.exit)
        break
    }
  }

  function tellSkipped({ offset: at, skipped }: { offset: number; skipped: number }): void {
    const left = leftAt === null || at < leftAt || incarnationOf(at) !== incarnationOf(leftAt) ? 0 : at - leftAt
    leftAt = null
    if (skipped + left > 0) onSkipped(skipped + left)
  }

  function runs(): void {
    if (!exited) return
    exited = false
    onExit(null)
  }

  function shown(length: number): void {
    if (ended) return
    unparsed -= length
    if (!ready) {
      ready = true
      onReady()
    }
    if (!subscription && !resting && retry === undefined && unparsed < low) follow()
  }

  follow()
  return {
    /** Leaves the stream, to be taken up at its offset: what nobody sees need not be sent. */
    rest(): void {
      resting = true
      clearTimeout(retry)
      retry = undefined
      leave()
    },
    wake(): void {
      if (!resting || ended) return
      resting = false
      if (unparsed < low) follow()
    },
    end(): void {
      ended = true
      clearTimeout(retry)
      leave()
    },
  }
}
