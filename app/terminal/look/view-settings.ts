import { keptObject } from '../../ui/kept-object.ts'
import { themes, type ThemeName } from './themes.ts'

/** How terminals look and behave in this browser. */
export type ViewSettings = {
  /** A family's name, as CSS knows it; empty for ours. */
  fontFamily: string
  /** In CSS pixels; null for one that fits the window. */
  fontSize: number | null
  /** `auto` follows the page. */
  theme: ThemeName | 'auto'
  cursorBlink: boolean
  copyOnSelect: boolean
  /** Ctrl-C copies where something is selected, and Ctrl-V pastes, as on Windows. */
  ctrlCopies: boolean
  screenReader: boolean
}

export const viewSettingsKey = 'claudework.terminal'
export const fontSizes = { min: 8, max: 32 } as const
const longestFamily = 80

export function defaultViewSettings({ windows }: { windows: boolean }): ViewSettings {
  return { fontFamily: '', fontSize: null, theme: 'auto', cursorBlink: true, copyOnSelect: false, ctrlCopies: windows, screenReader: false }
}

/** What the browser kept, with what is missing or makes no sense as it is by default. */
export function parseViewSettings(kept: string | null, defaults: ViewSettings): ViewSettings {
  const said = keptObject(kept)
  const flag = (name: 'cursorBlink' | 'copyOnSelect' | 'ctrlCopies' | 'screenReader'): boolean => {
    const value = said[name]
    return typeof value === 'boolean' ? value : defaults[name]
  }
  const { fontFamily, fontSize, theme } = said
  return {
    fontFamily: typeof fontFamily === 'string' ? cleanFamily(fontFamily) : defaults.fontFamily,
    fontSize: typeof fontSize === 'number' && fontSize >= fontSizes.min && fontSize <= fontSizes.max ? fontSize : defaults.fontSize,
    theme: typeof theme === 'string' && isTheme(theme) ? theme : defaults.theme,
    cursorBlink: flag('cursorBlink'), copyOnSelect: flag('copyOnSelect'), ctrlCopies: flag('ctrlCopies'), screenReader: flag('screenReader'),
  }
}

/** A font's name and nothing that would end the rule it is put into. */
export function cleanFamily(family: string): string {
  return family.replace(/[^\p{L}\p{N} ,._-]/gu, '').slice(0, longestFamily)
}

export function isTheme(name: string): name is ThemeName | 'auto' {
  return name === 'auto' || Object.hasOwn(themes, name)
}
