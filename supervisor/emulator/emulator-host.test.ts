import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { OutputLog } from '../output-log.ts'
import { EmulatorHost } from './emulator-host.ts'
import { ScreenFollower, type FollowerEvents } from './screen-follower.ts'

const file = fileURLToPath(new URL('emulator-worker.ts', import.meta.url))
const size = () => ({ cols: 40, rows: 5 })
const deaf: FollowerEvents = { onReply: () => undefined, onTitle: () => undefined, onBell: () => undefined, onProgram: () => undefined, onNotice: () => undefined, onParsed: () => undefined, onGivenUp: () => undefined }

function start(events: Partial<FollowerEvents> = {}) {
  const workers: Worker[] = []
  const host = new EmulatorHost(() => {
    const worker = new Worker(file)
    workers.push(worker)
    return worker
  })
  const log = new OutputLog({ incarnation: 2, capacity: 1024 * 1024 })
  const follower = new ScreenFollower({ host, log, size, saved: null, events: { ...deaf, ...events } })
  const print = (text: string): void => {
    log.push(Buffer.from(text))
    follower.feed()
  }
  return { host, log, follower, print, workers }
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
