import { expect, it } from 'vitest'
import { screenStyle, themeFor } from './screen-style.ts'
import { themes } from './themes.ts'
import { defaultViewSettings } from './view-settings.ts'

const settings = defaultViewSettings({ windows: false })
const calm = { dark: true, narrow: false, still: false, moreContrast: false }

it('follows the page, the window and what the system asks for', () => {
  expect(screenStyle(settings, calm)).toMatchObject({ fontSize: 13, cursorBlink: true, screenReaderMode: false, minimumContrastRatio: 4.5, theme: themes.dark.colours })
  expect(screenStyle(settings, { ...calm, dark: false, narrow: true, still: true })).toMatchObject({ fontSize: 12, cursorBlink: false, theme: themes.light.colours })
  expect(screenStyle(settings, { ...calm, moreContrast: true })).toMatchObject({ minimumContrastRatio: 7, theme: themes.contrast.colours })
})

it('does as the settings say, but never blinks where motion is not wanted', () => {
  const chosen = { ...settings, theme: 'dracula' as const, fontSize: 18, fontFamily: 'Fira Code, Iosevka', screenReader: true }
  expect(screenStyle(chosen, { ...calm, dark: false, narrow: true, still: true })).toMatchObject({ fontSize: 18, cursorBlink: false, screenReaderMode: true, theme: themes.dracula.colours })
  expect(screenStyle(chosen, calm).fontFamily).toMatch(/^'Fira Code', 'Iosevka', 'JetBrains Mono Variable'/)
  expect(themeFor(chosen, { ...calm, moreContrast: true })).toBe(themes.dracula)
})
