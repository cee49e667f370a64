import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { createFlow } from './flow.ts'

const soon = AbortSignal.timeout(60_000)

/** A line with a rate and a way, as the far end of which a client answers pings; in milliseconds and bytes. */
function startLine({ bytesPerMs, wayMs, answers = true }: { bytesPerMs: number; wayMs: number; answers?: boolean }) {
  const events = new EventEmitter()
  const flow = createFlow({
    bufferedAmount: 0,
    on: (name, listener) => events.on(name, listener),
    ping(data) { if (answers) setTimeout(() => events.emit('pong', Buffer.from(data)), Math.max(0, free - performance.now()) + 2 * wayMs) },
    terminate: () => { ended = true },
  })
  let free = 0
  let ended = false
  return {
    flow,
    ended: () => ended,
    send(bytes: number): Promise<void> {
      flow.before()
      free = Math.max(free, performance.now()) + bytes / bytesPerMs
      return flow.sent(bytes, soon)
    },
    /** Milliseconds until what is sent now would arrive. */
    queueMs: () => Math.max(0, free - performance.now()),
  }
}

describe('a connection takes', () => {
  test('F03 no more on a slow line than a key can stand behind, and the line is never idle', async () => {
    const line = startLine({ bytesPerMs: 50, wayMs: 100 })
    const began = performance.now()
    const queues: number[] = []
    for (let piece = 0; piece < 40; piece++) {
      await line.send(5_000)
      queues.push(line.queueMs())
    }
    // 200 kB take 4 s on this line.
    expect(performance.now() - began).toBeLessThan(8_000)
    expect(Math.max(...queues.slice(20))).toBeLessThan(600)
    expect(line.flow.inFlight).toBeLessThan(64 * 1024)
  })

  test('much on a fast line', async () => {
    const line = startLine({ bytesPerMs: 50_000, wayMs: 0 })
    const began = performance.now()
    for (let piece = 0; piece < 200; piece++) await line.send(256 * 1024)
    expect(performance.now() - began).toBeLessThan(6_000)
  })

  test('what it is given where its client answers no ping', async () => {
    const line = startLine({ bytesPerMs: 50, wayMs: 100, answers: false })
    for (let piece = 0; piece < 1_000; piece++) await line.send(256 * 1024)
    expect(line.ended()).toBe(false)
  })
})
