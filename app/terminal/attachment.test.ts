import { TRPCClientError } from '@trpc/client'
import { expect, test, vi, onTestFinished } from 'vitest'
import type { AttachEvent } from '../api.ts'
import { attachTerminal, type AttachmentDeps } from './attachment.ts'

type Stream = {
  input: { terminalId: string; offset?: number }
  left: boolean
  emit: (end: number, event: AttachEvent) => void
  fail: (code: string) => void
  complete: () => void
}
type Observer = { onData: (value: { id: string; data: AttachEvent }) => void; onError: (error: unknown) => void; onComplete: () => void }

const data = (offset: number, length: number): AttachEvent => ({ kind: 'data', offset, bytes: new Uint8Array(length) })

/** An attachment whose streams the test drives, on a screen that parses only when told. */
function attachment() {
  vi.useFakeTimers()
  onTestFinished(() => { vi.useRealTimers() })
  const streams: Stream[] = []
  const shown: string[] = []
  const told: string[] = []
  let unparsed: (() => void)[] = []
  const subscribe = (input: Stream['input'], observer: Observer) => {
    const stream: Stream = {
      input, left: false,
      emit: (end, event) => { if (!stream.left) observer.onData({ id: String(end), data: event }) },
      fail: (code) => observer.onError(TRPCClientError.from({ error: { code: -32603, message: code, data: { code } } })),
      complete: () => observer.onComplete(),
    }
    streams.push(stream)
    return {
      // As tRPC does, which says to the one who leaves that the stream is complete.
      unsubscribe: () => {
        if (stream.left) return
        stream.left = true
        observer.onComplete()
      },
    }
  }
  const attached = attachTerminal({
    // The one part of the client that an attachment uses.
    trpc: { terminals: { attach: { subscribe } } } as unknown as AttachmentDeps['trpc'],
    terminalId: 't', clientId: 'c',
    screen: {
      write: (bytes, done) => { shown.push(`write ${String(bytes.length)}`); unparsed.push(done) },
      replace: ({ data: text, cols, rows }, done) => { shown.push(`replace ${text} ${String(cols)}x${String(rows)}`); unparsed.push(done) },
      resize: ({ cols, rows }, done) => { shown.push(`resize ${String(cols)}x${String(rows)}`); unparsed.push(done) },
    },
    onReady: () => told.push('ready'),
    onOwner: (owner) => told.push(`owner ${String(owner)}`),
    onExit: (exit) => told.push(exit ? `exit ${String(exit.code)}` : 'runs'),
    onSkipped: (bytes) => told.push(`skipped ${String(bytes)}`),
    onGone: () => told.push('gone'),
  })
  const parse = () => {
    const parsed = unparsed
    unparsed = []
    for (const done of parsed) done()
  }
  const stream = (n: number) => {
    const one = streams[n]
    if (!one) throw new Error(`there is no stream ${String(n)}`)
    return one
  }
  return { streams, stream, shown, told, parse, attached }
}

test('a new viewer starts from a snapshot of now, and is ready once something is on the screen', () => {
  const { stream, shown, told, parse } = attachment()
  expect(stream(0).input).toEqual({ terminalId: 't', clientId: 'c' })
  stream(0).emit(0, { kind: 'resize', cols: 80, rows: 24, owner: null })
  stream(0).emit(7, { kind: 'snapshot', offset: 7, data: 'S', cols: 80, rows: 24, skipped: 0 })
  expect(told).not.toContain('ready')
  parse()
  expect(shown).toEqual(['resize 80x24', 'replace S 80x24'])
  expect(told.filter((word) => word === 'ready')).toHaveLength(1)
})

test('a stream that ends is taken up at its offset', () => {
  const { streams, stream } = attachment()
  stream(0).emit(5, data(0, 5))
  stream(0).complete()
  vi.advanceTimersByTime(10_000)
  expect(streams).toHaveLength(2)
  expect(stream(1).input.offset).toBe(5)
  stream(1).fail('INTERNAL_SERVER_ERROR')
  vi.advanceTimersByTime(10_000)
  expect(stream(2).input.offset).toBe(5)
})

test('a screen that cannot keep up leaves the stream, comes back for the screen of then, and tells what it left out', () => {
  const { streams, stream, shown, told, parse } = attachment()
  const piece = 128 * 1024
  for (let n = 0; n < 8; n++) stream(0).emit((n + 1) * piece, data(n * piece, piece))
  expect(stream(0).left).toBe(true)
  expect(shown).toHaveLength(5)
  vi.advanceTimersByTime(60_000)
  expect(streams, 'while the screen has not caught up').toHaveLength(1)
  parse()
  expect(stream(1).input).toEqual({ terminalId: 't', clientId: 'c' })
  stream(1).emit(7 * piece, { kind: 'snapshot', offset: 7 * piece, data: 'S', cols: 80, rows: 24, skipped: 0 })
  expect(told).toContain(`skipped ${String(2 * piece)}`)
  stream(1).complete()
  vi.advanceTimersByTime(10_000)
  expect(stream(2).input.offset).toBe(7 * piece)
})

test('of an earlier run of the supervisor nobody knows what was left out', () => {
  const { stream, told, parse } = attachment()
  stream(0).emit(1024 * 1024, data(0, 1024 * 1024))
  parse()
  stream(1).emit(2 ** 40 + 7, { kind: 'snapshot', offset: 2 ** 40 + 7, data: 'S', cols: 80, rows: 24, skipped: 0 })
  expect(told.filter((word) => word.startsWith('skipped'))).toEqual([])
})

test('while it rests it takes nothing, and then goes on where it was', () => {
  const { streams, stream, shown, attached } = attachment()
  stream(0).emit(5, data(0, 5))
  attached.rest()
  attached.rest()
  stream(0).complete()
  vi.advanceTimersByTime(60_000)
  expect([stream(0).left, streams.length, shown.length]).toEqual([true, 1, 1])
  attached.wake()
  attached.wake()
  expect(streams).toHaveLength(2)
  expect(stream(1).input.offset).toBe(5)
  attached.end()
  attached.wake()
  expect(streams).toHaveLength(2)
})

test('what was left out for a slow viewer is told', () => {
  const { stream, told } = attachment()
  stream(0).emit(9, { kind: 'snapshot', offset: 9, data: 'S', cols: 80, rows: 24, skipped: 7 })
  expect(told).toEqual(['skipped 7'])
})

test('an exit is told, and output after it says that it runs again', () => {
  const { stream, told } = attachment()
  stream(0).emit(3, { kind: 'exit', exit: { cause: 'exited', code: 3, signal: null, at: '2026-01-01T00:00:00.000Z' } })
  stream(0).emit(4, data(3, 1))
  stream(0).emit(5, data(4, 1))
  expect(told).toEqual(['exit 3', 'runs'])
})

test('a terminal that is not there (any more) is not asked for again', () => {
  const { streams, stream, told } = attachment()
  stream(0).fail('NOT_FOUND')
  vi.advanceTimersByTime(60_000)
  expect(streams).toHaveLength(1)
  expect(told).toEqual(['gone'])
})

test('nothing happens after the end', () => {
  const { streams, stream, told, parse, attached } = attachment()
  stream(0).emit(1, data(0, 1))
  attached.end()
  parse()
  stream(0).complete()
  vi.advanceTimersByTime(60_000)
  expect(stream(0).left).toBe(true)
  expect(streams).toHaveLength(1)
  expect(told).toEqual([])
})
