import { expect, test } from 'vitest'
import { find, isPattern, type Search } from './search.ts'

const ways = { caseSensitive: false, wholeWord: false, regex: false }

test('half a pattern is no pattern yet, and marks nothing instead of failing', () => {
  expect([isPattern('a.*b'), isPattern('a('), isPattern('[')]).toEqual([true, false, false])
  const called: string[] = []
  const addon = {
    findNext: (_: string, options?: object) => called.push(`next ${JSON.stringify(options)}`) > 0,
    findPrevious: () => called.push('previous') > 0,
    clearDecorations: () => { called.push('clear') },
  }
  const wanted: Search = { text: 'a(', ways: { ...ways, regex: true }, direction: 'here' }
  find(addon, wanted)
  find(addon, { ...wanted, text: '' })
  expect(called).toEqual(['clear', 'clear'])
  find(addon, { ...wanted, ways })
  find(addon, { ...wanted, ways, direction: 'previous' })
  expect(called.slice(2)).toEqual([expect.stringMatching(/^next .*"incremental":true/), 'previous'])
  find(addon, { ...wanted, ways: { ...ways, caseSensitive: true }, direction: 'anew' })
  expect(called.slice(4)).toEqual(['clear', expect.stringMatching(/^next .*"caseSensitive":true/)])
})
