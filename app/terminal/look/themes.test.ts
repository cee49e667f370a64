import { expect, it } from 'vitest'
import { themes } from './themes.ts'

const hex = /^#[0-9a-f]{6}(?:[0-9a-f]{2})?$/

it.each(Object.entries(themes))('%s has all its colours, and text that can be read on them', (_, { colours, dark }) => {
  expect(Object.keys(colours)).toHaveLength(24)
  for (const colour of Object.values(colours)) expect(colour).toMatch(hex)
  const ground = luminance(String(colours.background))
  expect(ground < 0.5).toBe(dark)
  const [light, deep] = [ground, luminance(String(colours.foreground))].toSorted((a, b) => b - a)
  expect(((light ?? 0) + 0.05) / ((deep ?? 0) + 0.05)).toBeGreaterThanOrEqual(4)
})

/** As WCAG counts it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
