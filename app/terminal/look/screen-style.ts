import type { ITerminalOptions } from '@xterm/xterm'
import { themes, type Theme } from './themes.ts'
import type { ViewSettings } from './view-settings.ts'

const ourFamily = "'JetBrains Mono Variable', ui-monospace, SFMono-Regular, Menlo, monospace"

/** What of a browser the look depends on beside the settings. */
export type Surroundings = { dark: boolean; narrow: boolean; still: boolean; moreContrast: boolean }

export function themeFor({ theme }: ViewSettings, { dark, moreContrast }: Pick<Surroundings, 'dark' | 'moreContrast'>): Theme {
  if (theme !== 'auto') return themes[theme]
  if (moreContrast) return dark ? themes.contrast : themes.contrastLight
  return dark ? themes.dark : themes.light
}

/** Who asked for stillness gets no blinking, whatever the settings say. */
export function screenStyle(settings: ViewSettings, surroundings: Surroundings): ITerminalOptions {
  const { fontFamily, fontSize, cursorBlink, screenReader, theme } = settings
  return {
    fontFamily: familyOf(fontFamily),
    fontSize: fontSize ?? (surroundings.narrow ? 12 : 13),
    cursorBlink: cursorBlink && !surroundings.still,
    screenReaderMode: screenReader,
    theme: themeFor(settings, surroundings).colours,
    minimumContrastRatio: theme.startsWith('contrast') || surroundings.moreContrast ? 7 : 4.5,
  }
}

export function familyOf(chosen: string): string {
  const names = chosen.split(',').map((name) => name.trim()).filter((name) => name !== '').map((name) => `'${name}'`)
  return [...names, ourFamily].join(', ')
}
