import { expect, test } from 'vitest'
import { createSharedJob, type JobHooks } from './shared-job.ts'

function drivable() {
  const runs: { hooks: JobHooks; end: (value: string) => void; fail: (error: Error) => void }[] = []
  const job = createSharedJob<string>((hooks) => new Promise((resolve, reject) => { runs.push({ hooks, end: resolve, fail: reject }) }))
  return { job, runs }
}

function watcher() {
  const controller = new AbortController()
  const lines: string[] = []
  return { lines, abort: () => { controller.abort() }, hooks: { onLine: (line: string) => { lines.push(line) }, signal: controller.signal } }
}

test('those who come while it runs share it and see its lines', async () => {
  const { job, runs } = drivable()
  const [a, b] = [watcher(), watcher()]
  const both = [job.join(a.hooks), job.join(b.hooks)]
  runs[0]?.hooks.onLine('step 1')
  runs[0]?.end('made')
  expect(await Promise.all(both)).toEqual(['made', 'made'])
  expect([a.lines, b.lines]).toEqual([['step 1'], ['step 1']])
  expect(runs).toHaveLength(1)
})

test('one who leaves does not take it from the others', async () => {
  const { job, runs } = drivable()
  const [a, b] = [watcher(), watcher()]
  const left = job.join(a.hooks)
  const stays = job.join(b.hooks)
  a.abort()
  await expect(left).rejects.toMatchObject({ kind: 'cancelled' })
  expect(runs[0]?.hooks.signal.aborted).toBe(false)
  runs[0]?.end('made')
  expect(await stays).toBe('made')
})

test('it ends when the last one leaves, and who comes then gets a new one', async () => {
  const { job, runs } = drivable()
  const [a, b] = [watcher(), watcher()]
  const left = job.join(a.hooks)
  a.abort()
  await expect(left).rejects.toMatchObject({ kind: 'cancelled' })
  expect(runs[0]?.hooks.signal.aborted).toBe(true)
  const next = job.join(b.hooks)
  runs[0]?.fail(new Error('aborted'))
  runs[1]?.end('again')
  expect(await next).toBe('again')
})

test('a failure is everybody\'s, and is not kept', async () => {
  const { job, runs } = drivable()
  const failed = [job.join(watcher().hooks), job.join(watcher().hooks)]
  runs[0]?.fail(new Error('no'))
  for (const result of await Promise.allSettled(failed)) expect(result.status).toBe('rejected')
  const next = job.join(watcher().hooks)
  runs[1]?.end('made')
  expect(await next).toBe('made')
})

test('who comes cancelled starts nothing that lasts', async () => {
  const { job, runs } = drivable()
  const a = watcher()
  a.abort()
  await expect(job.join(a.hooks)).rejects.toMatchObject({ kind: 'cancelled' })
  expect(runs.every(({ hooks }) => hooks.signal.aborted)).toBe(true)
})
