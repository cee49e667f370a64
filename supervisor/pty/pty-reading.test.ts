import { beforeEach, expect, test, vi } from 'vitest'
import { PtyReading } from './pty-reading.ts'
import { PtyRounds, roundMs } from './pty-rounds.ts'

const KiB = 1024
let rounds: PtyRounds

beforeEach(() => {
  vi.useFakeTimers()
  rounds = new PtyRounds()
  return () => vi.useRealTimers()
})

/** A kernel that keeps what a program has printed, and hands over at most 4 KB at a time. */
function printing(inRounds: Pick<PtyRounds, 'join' | 'leave'> = rounds) {
  let kept = ''
  let listens = true
  const pieces: string[] = []
  const take = (): number => {
    const piece = kept.slice(0, 4 * KiB)
    kept = kept.slice(piece.length)
    if (piece !== '') pieces.push(piece)
    return piece.length
  }
  const hear = (): void => {
    while (listens && kept !== '') listens = reading.heard(take()) && listens
  }
  const reading = new PtyReading({
    take,
    listen: () => {
      listens = true
      hear()
    },
    ignore: () => { listens = false },
  }, inRounds)
  return {
    reading,
    pieces,
    print(text: string) {
      kept += text
      hear()
    },
    get listens() { return listens },
  }
}

test('the first bytes are handed over as they come, and those behind them together', () => {
  const terminal = printing()
  for (const letter of 'abcdef') terminal.print(letter)
  expect(terminal.pieces).toEqual(['a'])
  vi.advanceTimersByTime(roundMs)
  for (const letter of 'ghi') terminal.print(letter)
  expect(terminal.pieces).toEqual(['a', 'bcdef'])
  vi.advanceTimersByTime(roundMs)
  expect(terminal.pieces).toEqual(['a', 'bcdef', 'ghi'])
})

test('a terminal that falls silent is listened to again, with no timer left over', () => {
  const terminal = printing()
  terminal.print('a')
  vi.advanceTimersByTime(roundMs)
  expect(terminal.listens).toBe(true)
  expect(vi.getTimerCount()).toBe(0)
  terminal.print('b')
  expect(terminal.pieces).toEqual(['a', 'b'])
})

test('what was printed before a key is handed over before it, what comes after it as it comes', () => {
  const terminal = printing()
  for (const letter of 'abc') terminal.print(letter)
  terminal.reading.hurry()
  expect(terminal.pieces).toEqual(['a', 'bc'])
  for (const letter of 'xyz') terminal.print(letter)
  expect(terminal.pieces).toEqual(['a', 'bc', 'x', 'y', 'z'])
})

test('no key waits for a round, in a terminal that never stops printing', () => {
  const terminal = printing()
  for (let key = 0; key < 200; key++) {
    terminal.print('noise\r\n')
    vi.advanceTimersByTime(key % 9)
    terminal.reading.hurry()
    terminal.print(`echo ${String(key)}`)
    expect(terminal.pieces.at(-1)).toBe(`echo ${String(key)}`)
  }
})

test('a while after the last key, lines come together again', () => {
  const terminal = printing()
  terminal.reading.hurry()
  terminal.print('a')
  vi.advanceTimersByTime(60)
  for (const letter of 'bcd') terminal.print(letter)
  expect(terminal.pieces).toEqual(['a', 'b'])
})

test('a flood is read without a pause, and line by line no more once it has ebbed', () => {
  const terminal = printing()
  terminal.print('a')
  terminal.print('x'.repeat(60 * KiB))
  vi.advanceTimersByTime(roundMs)
  expect(terminal.listens).toBe(true)
  for (let ms = 0; ms < 100; ms++) {
    terminal.print('x'.repeat(8 * KiB))
    expect(terminal.listens).toBe(true)
    vi.advanceTimersByTime(1)
  }
  for (let ms = 0; ms < 20; ms++) {
    terminal.print('line\r\n')
    vi.advanceTimersByTime(1)
  }
  expect(terminal.listens).toBe(false)
  expect(terminal.pieces.join('').length).toBeGreaterThanOrEqual(860 * KiB)
})

test('a program that has filled what the kernel keeps is not left waiting, however long that took', () => {
  let round = (): void => undefined
  const terminal = printing({ join: (read) => { round = read }, leave: () => undefined })
  terminal.print('a')
  terminal.print('x'.repeat(20 * KiB))
  // On a machine that is overrun, rounds come late.
  vi.advanceTimersByTime(1_000)
  round()
  expect(terminal.listens).toBe(false)
  terminal.print('x'.repeat(40 * KiB))
  vi.advanceTimersByTime(1_000)
  round()
  expect(terminal.listens).toBe(true)
})

test('one round takes no more of a terminal than others can wait for', () => {
  const terminal = printing()
  const quiet = printing()
  terminal.print('a')
  quiet.print('a')
  terminal.print('x'.repeat(10_000 * KiB))
  quiet.print('b')
  vi.advanceTimersByTime(roundMs)
  expect(quiet.pieces).toEqual(['a', 'b'])
  expect(vi.getTimerCount()).toBe(1)
})

test('nothing is read while the viewers hold it, and every byte after that', () => {
  const terminal = printing()
  terminal.print('a')
  terminal.print('b')
  terminal.reading.hold()
  vi.advanceTimersByTime(1_000)
  terminal.print('c')
  terminal.reading.hurry()
  expect(terminal.pieces).toEqual(['a'])
  expect(vi.getTimerCount()).toBe(0)
  terminal.reading.go()
  vi.advanceTimersByTime(roundMs)
  expect(terminal.pieces.join('')).toBe('abc')
})

test('every byte in its order, whatever is done meanwhile', () => {
  const terminal = printing()
  let printed = ''
  let random = 7
  const below = (most: number): number => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((random / 2 ** 32) * most)
  }
  const steps = [
    () => {
      const text = `${String(printed.length)};`.repeat(1 + below(below(10) === 0 ? 20_000 : 20))
      printed += text
      terminal.print(text)
    },
    () => vi.advanceTimersByTime(below(12)),
    () => terminal.reading.hurry(),
    () => terminal.reading.hold(),
    () => terminal.reading.go(),
  ]
  for (let step = 0; step < 3_000; step++) steps[below(2) === 0 ? 0 : below(steps.length)]?.()
  terminal.reading.go()
  vi.advanceTimersByTime(1_000)
  expect(terminal.pieces.join('') === printed).toBe(true)
})
