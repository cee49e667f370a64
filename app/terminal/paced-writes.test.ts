import { expect, test } from 'vitest'
import { createPacedWrites } from './paced-writes.ts'

/** A terminal that parses so many characters a millisecond, on a page whose frames take so long. */
function trial({ perMs = 10_000, frameMs = 16 } = {}) {
  let now = 0
  const happened: string[] = []
  const sizes: number[] = []
  let text = ''
  const paced = createPacedWrites({
    terminal: {
      write: (data, done) => {
        queueMicrotask(() => {
          now += data.length / perMs
          text += String(data)
          sizes.push(data.length)
          happened.push('parsed')
          done()
        })
      },
    },
    frame: () => {
      now += frameMs
      happened.push('frame')
      return Promise.resolve()
    },
    rest: (ms) => {
      now += ms
      happened.push(`rest ${String(ms)}`)
      return Promise.resolve()
    },
    now: () => now,
  })
  const write = (data: string): Promise<void> => new Promise((resolve) => { paced.write(data, resolve) })
  return { paced, write, happened, sizes, text: () => text }
}

const digits = (length: number): string => '0123456789'.repeat(Math.ceil(length / 10)).slice(0, length)

test.each([0, 1, 32 * 1024, 32 * 1024 + 1, 2_500_000])('%d characters are written whole and in order, and told as done with the last', async (length) => {
  const { write, text } = trial()
  await write(digits(length))
  expect(text()).toBe(digits(length))
})

test('what one event brings is written at once', async () => {
  const { write, happened } = trial()
  await write('an echo')
  expect(happened).toEqual(['parsed'])
})

test('a write is done before what comes after it is written', async () => {
  const { paced, text } = trial()
  const seen: string[] = []
  paced.write('one', () => seen.push(text()))
  paced.write('', () => seen.push(text()))
  await new Promise<void>((resolve) => { paced.write('two', resolve) })
  expect(seen).toEqual(['one', 'one'])
  expect(text()).toBe('onetwo')
})

test.each([1_000, 10_000, 40_000])('a flood comes in bursts of some milliseconds, a frame after each: %d characters a millisecond', async (perMs) => {
  const { write, happened, sizes } = trial({ perMs })
  await write(digits(3_000_000))
  expect(Math.max(...sizes.slice(1)) / perMs).toBeLessThanOrEqual(33)
  expect(sizes.slice(3, -1).every((size) => size / perMs > 4)).toBe(true)
  expect(happened.filter((what) => what === 'frame')).toHaveLength(happened.filter((what) => what === 'parsed').length - 1)
  expect(happened.some((what) => what.startsWith('rest'))).toBe(false)
})

test('where frames take long, the page rests as long between them', async () => {
  const { write, happened } = trial({ frameMs: 60 })
  await write(digits(300_000))
  expect(happened.slice(0, 3)).toEqual(['parsed', 'frame', 'rest 60'])
})

test('nothing is written after the close', async () => {
  const { paced, write, text } = trial()
  paced.write(digits(300_000))
  paced.close()
  await write('.')
  expect(text().length).toBeLessThan(100_000)
})
