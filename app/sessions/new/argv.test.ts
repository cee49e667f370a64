import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinArgv, splitArgv } from './argv.ts'

test('a command line is split as a shell splits it', () => {
  expect(splitArgv(`  aider --model "gpt 5" it\\'s '' 'a\\b' x"y"z `)).toEqual(['aider', '--model', 'gpt 5', "it's", '', 'a\\b', 'xyz'])
  expect(splitArgv('')).toEqual([])
  expect(splitArgv("echo 'open")).toBeNull()
})

test('what was joined is split into the same words', () => {
  fc.assert(fc.property(fc.array(fc.string({ maxLength: 20 }), { maxLength: 8 }), (words) => {
    expect(splitArgv(joinArgv(words))).toEqual(words)
  }))
})
