import { describe, expect, it } from 'vitest'
import { withoutLeadingOptions } from './leading-options.ts'

describe('options before the command', () => {
  it.each([
    ['--server box ls', 'ls --server box'],
    ['--url=http://127.0.0.1:1 --json ls -q', 'ls --url=http://127.0.0.1:1 --json -q'],
    ['--json exec shop -- ls --json', 'exec --json shop -- ls --json'],
    ['ls --json', 'ls --json'],
    ['--help', '--help'],
    ['--bogus ls', '--bogus ls'],
    ['', ''],
  ])('%j is read as %j', (typed, read) => {
    expect(withoutLeadingOptions(typed.split(' ').filter(Boolean)).join(' ')).toBe(read)
  })

  it.each([['--url', '--url takes a value'], ['--json', 'Write a command behind --json']])('%j alone is refused', (typed, says) => {
    expect(() => withoutLeadingOptions([typed])).toThrow(says)
  })
})
