import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { longFiles } from './long-first.ts'

test('the files that are begun first are there', () => {
  expect(longFiles.filter((file) => !existsSync(file))).toEqual([])
})
