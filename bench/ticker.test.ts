import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { createTickCheck, tickCommand } from './ticker.ts'

const line = (number: number): string => `#${String(number).padStart(7, '0')} ${'x'.repeat(89)}\r\n`
const check = (...numbers: number[]) => {
  const made = createTickCheck()
  const bytes = Buffer.from(numbers.map(line).join(''))
  for (let at = 0; at < bytes.length; at += 33) made.push(bytes.subarray(at, at + 33))
  return { lines: made.lines, lost: made.lost, doubled: made.doubled }
}

test('numbers that follow each other are counted, gaps and repeats told', () => {
  expect(check(5, 6, 7)).toEqual({ lines: 3, lost: 0, doubled: 0 })
  expect(check(5, 8, 9)).toEqual({ lines: 3, lost: 2, doubled: 0 })
  expect(check(5, 6, 6, 7)).toEqual({ lines: 4, lost: 0, doubled: 1 })
})

test('a real shell prints such lines', () => {
  const command = tickCommand({ linesPerTick: 4, ticksPerSecond: 50 }).replace('stty -echo; ', '')
  const printed = execFileSync('bash', ['-c', `(${command.trim()}) | head -n 10`]).toString().replaceAll('\n', '\r\n')
  const made = createTickCheck()
  made.push(Buffer.from(printed))
  expect(made).toMatchObject({ lines: 10, lost: 0, doubled: 0 })
})
