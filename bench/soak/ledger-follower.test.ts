import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { ledgerProgram } from '../../e2e/fixtures/byte-ledger.ts'
import { createLedgerFollower } from './ledger-follower.ts'

const printed = execFileSync(process.execPath, ['-e', ledgerProgram({ lines: 200, payload: 'wide' })]).toString().split('\n').slice(0, 200).map((line) => `${line}\r\n`)

function follow(bytes: Buffer, step: number) {
  const follower = createLedgerFollower()
  for (let at = 0; at < bytes.length; at += step) follower.push(bytes.subarray(at, at + step))
  return follower.count
}

const whole = (lines: string[]): Buffer => Buffer.from(lines.join(''))

test.each([1, 3, 64, 100_000])('a whole ledger in pieces of %i bytes has no fault', (step) => {
  const bytes = whole(printed)
  expect(follow(bytes, step)).toEqual({ bytes: bytes.length, lines: 200, lost: 0, doubled: 0, changed: 0 })
})

test('a viewer that comes in the middle of a line follows from the next', () => {
  expect(follow(whole(printed).subarray(5_000), 64)).toMatchObject({ lost: 0, doubled: 0, changed: 0 })
})

test('lost, doubled and changed lines are told apart', () => {
  expect(follow(whole(printed.toSpliced(50, 3)), 64)).toMatchObject({ lost: 3, doubled: 0, changed: 0 })
  expect(follow(whole(printed.toSpliced(50, 0, ...printed.slice(49, 50))), 64)).toMatchObject({ lost: 0, doubled: 1, changed: 0 })
  const bytes = whole(printed)
  expect(follow(Buffer.concat([bytes.subarray(0, 5_000), bytes.subarray(5_001)]), 64)).toMatchObject({ changed: 1, lost: 1 })
})
