import { expect, test } from 'vitest'
import { ago, minutesInWords, took } from './time-words.ts'

const minute = 60_000
const hour = 60 * minute

test.each([
  [-5_000, '0s'], [999, '0s'], [59_999, '59s'], [minute, '1m'], [59 * minute + 59_000, '59m'], [hour, '1h'], [47 * hour, '47h'], [48 * hour, '2d'], [400 * 24 * hour, '400d'],
])('%i ms ago is %s', (ms, words) => {
  expect(ago(ms)).toBe(words)
})

test.each([
  [-1, '0.0 s'], [140, '0.1 s'], [9_949, '9.9 s'], [9_951, '10 s'], [59_400, '59 s'], [59_600, '1 min 0 s'], [125_000, '2 min 5 s'],
])('%i ms took %s', (ms, words) => {
  expect(took(ms)).toBe(words)
})

test.each([[0.1, '6 seconds'], [1, '1 minute'], [2.5, '2.5 minutes'], [60, '60 minutes']])('a timeout of %d reads %s', (minutes, words) => {
  expect(minutesInWords(minutes)).toBe(words)
})
