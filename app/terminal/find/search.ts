import type { SearchAddon } from '@xterm/addon-search'
import { searchColours } from '../look/themes.ts'

export type SearchWays = { caseSensitive: boolean; wholeWord: boolean; regex: boolean }
/** `here`: what is marked stays so as long as it fits, since somebody still types. `anew`: the ways are others than before. */
export type Search = { text: string; ways: SearchWays; direction: 'next' | 'previous' | 'here' | 'anew' }

/** Whether this is a regular expression, or only the beginning of one. */
export function isPattern(text: string): boolean {
  try {
    return new RegExp(text).source !== ''
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/** Marks all matches and goes to one of them; an empty text, or half a pattern, takes the marks away. */
export function find(addon: Pick<SearchAddon, 'findNext' | 'findPrevious' | 'clearDecorations'>, { text, ways, direction }: Search): void {
  const options = { ...ways, decorations: searchColours }
  if (text === '' || (ways.regex && !isPattern(text))) addon.clearDecorations()
  else if (direction === 'previous') addon.findPrevious(text, options)
  else {
    // The addon marks the matches of a text once, and takes no notice of other ways.
    if (direction === 'anew') addon.clearDecorations()
    addon.findNext(text, { ...options, incremental: direction !== 'next' })
  }
}
