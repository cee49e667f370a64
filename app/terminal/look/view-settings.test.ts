import { expect, it } from 'vitest'
import { defaultViewSettings, parseViewSettings } from './view-settings.ts'

const defaults = defaultViewSettings({ windows: false })

it('takes what a browser kept, and the default for what makes no sense', () => {
  const kept = { ...defaults, fontFamily: 'Fira Code', fontSize: 16, theme: 'nord', copyOnSelect: true }
  expect(parseViewSettings(JSON.stringify(kept), defaults)).toEqual(kept)
  for (const nonsense of [null, '', '{', '[]', '7', '"x"', 'null', '{"fontSize":1000,"theme":"constructor","copyOnSelect":"yes","fontFamily":7}']) {
    expect(parseViewSettings(nonsense, defaults)).toEqual(defaults)
  }
})

it('takes a font by its name only', () => {
  expect(parseViewSettings('{"fontFamily":"x; } body { background: url(//evil) "}', defaults).fontFamily).toBe('x  body  background urlevil ')
  expect(parseViewSettings('{"fontFamily":"源ノ角ゴシック Code, M+ 1m"}', defaults).fontFamily).toBe('源ノ角ゴシック Code, M 1m')
})

it('copies with Ctrl-C by itself on Windows only', () => {
  expect([true, false].map((windows) => defaultViewSettings({ windows }).ctrlCopies)).toEqual([true, false])
})
