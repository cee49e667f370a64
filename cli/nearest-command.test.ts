import { expect, it } from 'vitest'
import { nearestCommand } from './nearest-command.ts'
import { createVerbs } from './verbs.ts'

const names = (await createVerbs().all()).map(({ name }) => name)

it.each([['atach', 'attach'], ['stat', 'start'], ['lgos', 'logs'], ['sotp', 'stop'], ['comp', 'completion'], ['list', 'ls'], ['PS', 'ls'], ['delete', 'rm']])('who types %j meant %j', (word, meant) => {
  expect(nearestCommand(word, names)).toBe(meant)
  expect(names).toContain(meant)
})

it.each(['bogus', 'x', 'https://host.invalid/shop.git'])('%j is near to nothing', (word) => {
  expect(nearestCommand(word, names)).toBeNull()
})
