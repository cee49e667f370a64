import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import { bindClipboard, isCopyKey, isSearchKey, type ClipboardEvents } from './clipboard-binding.ts'
import { guard, isFocusReport } from './guards.ts'
import { linkTarget } from './link-target.ts'
import { drawWithGraphics } from './renderer.ts'
import { searchColours, themes } from './theme.ts'
import { scrollByTouch } from './touch-scroll.ts'

const fontFamily = "'JetBrains Mono Variable', ui-monospace, SFMono-Regular, Menlo, monospace"
const scrollback = 5_000

export type Size = { cols: number; rows: number }
export type Screen = Awaited<ReturnType<typeof openScreen>>

export type ScreenEvents = ClipboardEvents & {
  /** What a person typed, pasted or did with the mouse. */
  onInput: (data: Uint8Array<ArrayBuffer>) => void
  /** A link was clicked; `url` is where it really leads. */
  onLink: (url: string) => void
  onSearchKey: () => void
  /** `index` is -1 where no match is chosen. */
  onMatches: (matches: { index: number; count: number }) => void
}

/** An xterm in `host` that shows what it is told, in the order it is told, and answers nothing by itself. */
export async function openScreen(host: HTMLElement, events: ScreenEvents) {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const narrow = matchMedia('(max-width: 720px)')
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  const { onInput, onLink, onSearchKey } = events
  const theme = () => themes[dark.matches ? 'dark' : 'light']
  const fontSize = () => (narrow.matches ? 12 : 13)
  // Measured with a fallback font, every column would be off by a little.
  await Promise.all([document.fonts.load(`13px ${fontFamily}`), document.fonts.load(`bold 13px ${fontFamily}`)])

  const terminal = new Terminal({
    allowProposedApi: true, cursorBlink: !still.matches, fontFamily, fontSize: fontSize(), scrollback, theme: theme(),
    minimumContrastRatio: 4.5, macOptionIsMeta: true, logLevel: 'off',
    linkHandler: { activate: (_, uri) => follow(uri) },
  })
  const follow = (uri: string) => {
    const url = linkTarget(uri)
    if (url !== null) onLink(url)
  }
  const fit = new FitAddon()
  const search = new SearchAddon()
  // The supervisor's emulator counts widths in the same way, so that both wrap lines at the same place.
  for (const addon of [fit, search, new UnicodeGraphemesAddon(), new WebLinksAddon((_, uri) => follow(uri))]) terminal.loadAddon(addon)
  search.onDidChangeResults(({ resultIndex, resultCount }) => events.onMatches({ index: resultIndex, count: resultCount }))
  const guarded = guard(terminal)
  terminal.open(host)
  await drawWithGraphics(terminal)
  const unbindClipboard = bindClipboard(host, terminal, events)
  const stopTouch = scrollByTouch(host, terminal)
  terminal.attachCustomKeyEventHandler((event) => {
    const search = isSearchKey(event)
    if (!search && !isCopyKey(event)) return true
    event.preventDefault()
    if (search) onSearchKey()
    else if (terminal.hasSelection()) void navigator.clipboard.writeText(terminal.getSelection())
    return false
  })

  const utf8 = new TextEncoder()
  let movingFocus = false
  const noteFocus = () => {
    movingFocus = true
    setTimeout(() => { movingFocus = false })
  }
  const restyle = () => { terminal.options = { theme: theme(), fontSize: fontSize(), cursorBlink: !still.matches } }
  for (const query of [dark, narrow, still]) query.addEventListener('change', restyle)
  for (const kind of ['focus', 'blur'] as const) host.addEventListener(kind, noteFocus, { capture: true })
  terminal.onData((data) => { if (!isFocusReport(data) || movingFocus) onInput(utf8.encode(data)) })
  terminal.onBinary((data) => onInput(Uint8Array.from(data, (character) => character.charCodeAt(0))))

  return {
    terminal,
    /** `done` runs once the bytes are on the screen. */
    write: (bytes: Uint8Array, done: () => void) => terminal.write(bytes, done),
    /** Everything anew, as a snapshot says. A callback runs between the writes before and after it, so the order holds. */
    replace(snapshot: Size & { data: string }, done: () => void): void {
      terminal.write('', () => {
        terminal.reset()
        terminal.resize(snapshot.cols, snapshot.rows)
      })
      terminal.write(snapshot.data, done)
    },
    resize({ cols, rows }: Size, done: () => void): void {
      terminal.write('', () => {
        if (cols !== terminal.cols || rows !== terminal.rows) terminal.resize(cols, rows)
        done()
      })
    },
    /** The size that would fill the place there is; null while there is none, as in a hidden tab. */
    wish(): Size | null {
      const size = fit.proposeDimensions()
      return size && size.cols > 1 && size.rows > 0 && host.clientHeight > 0 ? size : null
    },
    focus: () => terminal.focus(),
    /** Marks all matches and goes to the next one; an empty text takes the marks away. */
    find: (text: string, direction: 'next' | 'previous'): void => {
      if (text === '') search.clearDecorations()
      else if (direction === 'next') search.findNext(text, { decorations: searchColours })
      else search.findPrevious(text, { decorations: searchColours })
    },
    close(): void {
      for (const query of [dark, narrow, still]) query.removeEventListener('change', restyle)
      for (const kind of ['focus', 'blur'] as const) host.removeEventListener(kind, noteFocus, { capture: true })
      guarded.dispose()
      unbindClipboard()
      stopTouch()
      terminal.dispose()
    },
  }
}
