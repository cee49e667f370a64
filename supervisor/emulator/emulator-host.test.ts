import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { OutputLog } from '../output/output-log.ts'
import { EmulatorHost } from './emulator-host.ts'
import type { FromEmulator } from './messages.ts'
import { ScreenFollower, type FollowerEvents } from './screen-follower.ts'

const file = fileURLToPath(new URL('emulator-worker.ts', import.meta.url))
const size = () => ({ cols: 40, rows: 5 })
const deaf: FollowerEvents = { onReply: () => undefined, onTitle: () => undefined, onBell: () => undefined, onProgram: () => undefined, onNotice: () => undefined, onParsed: () => undefined, onGivenUp: () => undefined }

/** Longer than any test: such terminals never rest. */
const never = 1_000_000

function start(events: Partial<FollowerEvents> = {}, { restAfterMs = never, capacity = 1024 * 1024 } = {}) {
  const workers: Worker[] = []
  const host = new EmulatorHost(() => {
    const worker = new Worker(file)
    workers.push(worker)
    return worker
  }, { restAfterMs })
  const log = new OutputLog({ incarnation: 2, capacity })
  const follower = new ScreenFollower({ host, log, size, saved: null, events: { ...deaf, ...events } })
  const print = (text: string): void => {
    log.push(Buffer.from(text))
    follower.feed()
  }
  return { host, log, follower, print, workers }
}

/** A worker that has ended has no number any more. */
async function ended(worker: Worker | undefined): Promise<void> {
  await expect.poll(() => worker?.threadId, { timeout: 10_000 }).toBe(-1)
}

test('a snapshot is as of an offset between two sequences, and marks are in their places', async () => {
  const { host, log, follower, print } = start()
  print('one\x1b[3')
  expect(await follower.snapshot(10_000)).toMatchObject({ offset: log.end - 3, cols: 40 })
  log.mark({ kind: 'resize', cols: 60, rows: 8, owner: null })
  print('1mtwo')
  const snapshot = await follower.snapshot(10_000)
  expect(snapshot).toMatchObject({ offset: log.end, cols: 60, rows: 8 })
  expect(snapshot.data).toContain('one\x1b[31mtwo')
  expect(await follower.screen()).toMatchObject({ lines: ['onetwo', '', '', '', '', '', '', ''], offset: log.end })
  await host.close()
})

test('a worker that dies is replaced, and knows the screen again', async () => {
  const { host, follower, print, workers } = start()
  print('before ')
  await follower.screen()
  await workers[0]?.terminate()
  print('after')
  await expect.poll(async () => (await follower.screen()).lines[0]).toBe('before after')
  expect(workers).toHaveLength(2)
  await host.close()
})

test('a worker that keeps dying is given up, and holds nothing back any more', async () => {
  let givenUp = 0
  const { host, follower, workers, print } = start({ onGivenUp: () => (givenUp += 1) })
  print('once')
  for (let i = 0; i < 4; i++) {
    await expect.poll(() => workers.length).toBe(i + 1)
    await workers[i]?.terminate()
  }
  await expect.poll(() => givenUp).toBe(1)
  print('goes on')
  expect(workers).toHaveLength(4)
  follower.close()
  await host.close()
})

test('nothing printed, no worker', async () => {
  const { host, log, follower, workers } = start()
  follower.feed()
  await follower.settled()
  expect(workers).toHaveLength(0)
  expect(await follower.snapshot(10_000)).toMatchObject({ offset: log.end, cols: 40, rows: 5 })
  expect(workers).toHaveLength(1)
  await host.close()
})

test('F06 a terminal rests without a worker, as often as it likes, is looked at meanwhile, goes on where it was and answers once', async () => {
  const replies: string[] = []
  let givenUp = 0
  const { host, log, follower, print, workers } = start({ onReply: (data) => replies.push(data), onGivenUp: () => (givenUp += 1) }, { restAfterMs: 20 })
  print('\x1b[31mred \x1b]0;title\x07')
  for (let rest = 1; rest <= 5; rest++) {
    await expect.poll(() => workers.length).toBe(rest)
    await ended(workers[rest - 1])
    const { data, offset } = await follower.snapshot(10_000)
    expect(data).toContain('\x1b]2;title')
    expect(offset).toBe(log.end)
    expect((await follower.screen()).lines[0]).toBe(`red ${'more '.repeat(rest - 1)}`)
    expect(workers, 'looking wakes nobody').toHaveLength(rest)
    print('more \x1b[6n')
    await expect.poll(() => replies).toHaveLength(rest)
    expect(replies[rest - 1]).toBe(`\x1b[1;${String(5 + 5 * rest)}R`)
    expect((await follower.snapshot(10_000)).data).toContain('\x1b[0;31m')
  }
  expect(givenUp).toBe(0)
  follower.close()
  await host.close()
})

test('a terminal at rest takes a new size, and gives a smaller snapshot than it keeps', async () => {
  const { host, log, follower, print, workers } = start({}, { restAfterMs: 20 })
  print('line\r\n'.repeat(500) + 'x'.repeat(40) + '\r\n$ ')
  await expect.poll(() => workers.length).toBe(1)
  await ended(workers[0])
  expect((await follower.snapshot(1_000)).data.length).toBeLessThanOrEqual(1_000)
  expect((await follower.snapshot(10_000)).data.length).toBeGreaterThan(2_500)
  await ended(workers[1])
  log.mark({ kind: 'resize', cols: 20, rows: 4, owner: null })
  follower.feed()
  expect(await follower.screen()).toEqual({ offset: log.end, cols: 20, rows: 4, lines: ['line', 'x'.repeat(20), 'x'.repeat(20), '$ '] })
  follower.close()
  await host.close()
})

test('while one terminal prints another rests, and loses nothing with the worker', async () => {
  const first = start({}, { restAfterMs: 20, capacity: 64 * 1024 })
  const { host, workers } = first
  const log = new OutputLog({ incarnation: 2, capacity: 64 * 1024 })
  const other = new ScreenFollower({ host, log, size, saved: null, events: deaf })
  for (let i = 0; i < 4; i++) {
    first.print(`${String(i)} kept line\r\n`.repeat(2_000))
    await first.follower.settled()
  }
  const [worker] = workers
  if (!worker) throw new Error('There is no worker.')
  let rested = false
  worker.on('message', (message: FromEmulator) => (rested ||= message.kind === 'rest' && message.resting !== null))
  await expect.poll(() => {
    log.push(Buffer.from('tick '))
    other.feed()
    return rested
  }, { interval: 5 }).toBe(true)
  await worker.terminate()
  first.print('after')
  log.push(Buffer.from('tock'))
  other.feed()
  expect((await other.screen()).lines.join('')).toMatch(/tick tock$/)
  const { data } = await first.follower.snapshot(1_000_000)
  expect(data).toMatch(/1 kept line\r\n.*3 kept line\r\nafter/s)
  expect(workers).toHaveLength(2)
  other.close()
  first.follower.close()
  await host.close()
})

test('bytes come with no more memory than they take, and leave that of others alone', async () => {
  const weigh = "const { parentPort } = require('node:worker_threads'); parentPort.on('message', ({ id, bytes }) => parentPort.postMessage({ kind: 'parsed', id, taken: bytes.buffer.byteLength, held: 0 }))"
  const host = new EmulatorHost(() => new Worker(weigh, { eval: true }), { restAfterMs: never })
  const heard: FromEmulator[] = []
  const id = host.add({ onMessage: (message) => heard.push(message), onLost: () => undefined, onGivenUp: () => undefined })
  const pooled = Buffer.from('abc')
  host.post({ kind: 'bytes', id, bytes: pooled })
  host.post({ kind: 'bytes', id, bytes: Buffer.allocUnsafeSlow(100_000) })
  await expect.poll(() => heard).toEqual([{ kind: 'parsed', id, taken: 3, held: 0 }, { kind: 'parsed', id, taken: 100_000, held: 0 }])
  expect(pooled.toString()).toBe('abc')
  await host.close()
})
