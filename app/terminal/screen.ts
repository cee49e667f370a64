import { FitAddon } from '@xterm/addon-fit'
import { SearchAddon } from '@xterm/addon-search'
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import { bindClipboard, type ClipboardEvents } from './input/clipboard-binding.ts'
import { guard, isFocusReport } from './guards.ts'
import { linkTarget } from './find/link-target.ts'
import { nextFrame, pause } from './next-frame.ts'
import { createPacedWrites } from './paced-writes.ts'
import { drawWithGraphics } from './look/renderer.ts'
import { familyOf, screenStyle } from './look/screen-style.ts'
import { watchScroll, type Scrolled } from './scroll-watch.ts'
import { find, type Search } from './find/search.ts'
import { watchSurroundings } from './surroundings.ts'
import { keyAction } from './input/terminal-keys.ts'
import { watchLinks } from './find/terminal-links.ts'
import { scrollByTouch } from './input/touch-scroll.ts'
import type { ViewSettings } from './look/view-settings.ts'

const scrollback = 5_000

export type Size = { cols: number; rows: number }
export type Screen = Awaited<ReturnType<typeof openScreen>>

export type ScreenEvents = ClipboardEvents & {
  /** What a person typed, pasted or did with the mouse. */
  onInput: (data: Uint8Array<ArrayBuffer>) => void
  /** A link was clicked; `url` is where it really leads. `sure`: with Ctrl or ⌘, and the address is what there is to be read. */
  onLink: (url: string, sure: boolean) => void
  onLinksKey: () => void
  onSearchKey: () => void
  onLeaveKey: () => void
  /** The right button, or a long press, where the program does not have the mouse. */
  onMenu: (at: { x: number; y: number }) => void
  /** Another size may fit now. */
  onStyled: () => void
  onScrolled: (scrolled: Scrolled) => void
  /** `index` is -1 where no match is chosen. */
  onMatches: (matches: { index: number; count: number }) => void
}

/** An xterm in `host` that shows what it is told, in the order it is told, and answers nothing by itself. */
export async function openScreen(host: HTMLElement, first: ViewSettings, events: ScreenEvents) {
  let settings = first
  const { onInput, onLink, onLinksKey, onSearchKey, onLeaveKey } = events
  const surroundings = watchSurroundings(() => void restyle())
  await loadFont(settings)

  const terminal = new Terminal({
    ...screenStyle(settings, surroundings.now()),
    allowProposedApi: true, scrollback, macOptionIsMeta: true, logLevel: 'off',
    linkHandler: {
      activate: (_, uri) => follow(uri, false),
      // A link's text may say anything: where it leads is shown before anyone clicks.
      hover: (_, uri) => { host.title = linkTarget(uri) ?? 'A link that leads nowhere on the web' },
      leave: () => host.removeAttribute('title'),
    },
  })
  const follow = (uri: string, sure: boolean) => {
    const url = linkTarget(uri)
    if (url !== null) onLink(url, sure)
  }
  const fit = new FitAddon()
  const search = new SearchAddon()
  // The supervisor's emulator counts widths in the same way, so that both wrap lines at the same place.
  for (const addon of [fit, search, new UnicodeGraphemesAddon(), new WebLinksAddon(({ ctrlKey, metaKey }, uri) => follow(uri, ctrlKey || metaKey))]) terminal.loadAddon(addon)
  search.onDidChangeResults(({ resultIndex, resultCount }) => events.onMatches({ index: resultIndex, count: resultCount }))
  const guarded = guard(terminal)
  terminal.open(host)
  await drawWithGraphics(terminal)
  const clipboard = bindClipboard(host, terminal, { copiesSelection: () => settings.copyOnSelect, events })
  const paced = createPacedWrites({ terminal, frame: nextFrame, rest: pause, now: () => performance.now() })
  const links = watchLinks(terminal)
  const stopScroll = watchScroll(terminal, events.onScrolled)
  const stopTouch = scrollByTouch(host, terminal)
  terminal.attachCustomKeyEventHandler((event) => {
    const selected = terminal.hasSelection()
    const action = keyAction(event, { ctrlCopies: settings.ctrlCopies, selected })
    if (action === null) return true
    if (action !== 'browser') event.preventDefault()
    if (action === 'search') onSearchKey()
    else if (action === 'links') onLinksKey()
    else if (action === 'leave') onLeaveKey()
    else if (action === 'copy') {
      clipboard.copy()
      // The next one is the program's again.
      if (!event.shiftKey && event.code === 'KeyC') terminal.clearSelection()
    }
    return false
  })

  const utf8 = new TextEncoder()
  let movingFocus = false
  const noteFocus = () => {
    movingFocus = true
    setTimeout(() => { movingFocus = false })
  }
  const menu = (event: MouseEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (terminal.modes.mouseTrackingMode === 'none' || event.shiftKey) events.onMenu({ x: event.clientX, y: event.clientY })
  }
  host.addEventListener('contextmenu', menu, { capture: true })
  for (const kind of ['focus', 'blur'] as const) host.addEventListener(kind, noteFocus, { capture: true })
  terminal.onData((data) => { if (!isFocusReport(data) || movingFocus) onInput(utf8.encode(data)) })
  terminal.onBinary((data) => onInput(Uint8Array.from(data, (character) => character.charCodeAt(0))))

  // A screen that is higher than its place, since another window drives it, shows its last lines.
  const showEnd = () => { host.scrollTop = host.scrollHeight }
  async function restyle(): Promise<void> {
    await loadFont(settings)
    terminal.options = screenStyle(settings, surroundings.now())
    events.onStyled()
  }

  return {
    terminal,
    copy: clipboard.copy,
    paste: () => clipboard.pasteFromClipboard(),
    restyle: (next: ViewSettings): Promise<void> => {
      settings = next
      return restyle()
    },
    /** `done` runs once the bytes are on the screen. */
    write: (bytes: Uint8Array, done: () => void) => paced.write(bytes, done),
    /** Everything anew, as a snapshot says. A callback runs between the writes before and after it, so the order holds. */
    replace(snapshot: Size & { data: string }, done: () => void): void {
      paced.write('', () => {
        terminal.reset()
        terminal.resize(snapshot.cols, snapshot.rows)
      })
      paced.write(snapshot.data, () => {
        done()
        showEnd()
      })
    },
    resize({ cols, rows }: Size, done: () => void): void {
      paced.write('', () => {
        if (cols !== terminal.cols || rows !== terminal.rows) terminal.resize(cols, rows)
        done()
        requestAnimationFrame(showEnd)
      })
    },
    /** The size that would fill the place there is; null while there is none, as in a hidden tab. */
    wish(): Size | null {
      const size = fit.proposeDimensions()
      return size && size.cols > 1 && size.rows > 0 && host.clientHeight > 0 ? size : null
    },
    focus: () => terminal.focus(),
    showEnd,
    find: (wanted: Search): void => find(search, wanted),
    endFind: () => search.clearDecorations(),
    /** What is selected, where it is one line. */
    selectedLine: (): string => (terminal.getSelection().includes('\n') ? '' : terminal.getSelection()),
    links: links.list,
    toEnd: () => terminal.scrollToBottom(),
    /** As if it had been pasted. */
    type: (text: string) => terminal.paste(text),
    close(): void {
      surroundings.stop()
      paced.close()
      host.removeEventListener('contextmenu', menu, { capture: true })
      for (const kind of ['focus', 'blur'] as const) host.removeEventListener(kind, noteFocus, { capture: true })
      guarded.dispose()
      clipboard.unbind()
      stopTouch()
      stopScroll()
      links.stop()
      terminal.dispose()
    },
  }
}

/** Measured with a fallback font, every column would be off by a little. */
async function loadFont({ fontFamily }: ViewSettings): Promise<void> {
  await Promise.all(['', 'bold '].map((weight) => document.fonts.load(`${weight}13px ${familyOf(fontFamily)}`)))
}
