import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import { guard, isFocusReport } from './guards.ts'
import { themes } from './theme.ts'

const fontFamily = "'JetBrains Mono Variable', ui-monospace, SFMono-Regular, Menlo, monospace"
const scrollback = 5_000

export type Size = { cols: number; rows: number }
export type Screen = Awaited<ReturnType<typeof openScreen>>

export type ScreenEvents = {
  /** What a person typed, pasted or did with the mouse. */
  onInput: (data: Uint8Array<ArrayBuffer>) => void
}

/** An xterm in `host` that shows what it is told, in the order it is told, and answers nothing by itself. */
export async function openScreen(host: HTMLElement, { onInput }: ScreenEvents) {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const narrow = matchMedia('(max-width: 720px)')
  const still = matchMedia('(prefers-reduced-motion: reduce)')
  const theme = () => themes[dark.matches ? 'dark' : 'light']
  const fontSize = () => (narrow.matches ? 12 : 13)
  // Measured with a fallback font, every column would be off by a little.
  await Promise.all([document.fonts.load(`13px ${fontFamily}`), document.fonts.load(`bold 13px ${fontFamily}`)])

  const terminal = new Terminal({
    allowProposedApi: true, cursorBlink: !still.matches, fontFamily, fontSize: fontSize(), lineHeight: 1.1, scrollback, theme: theme(),
    minimumContrastRatio: 4.5, macOptionIsMeta: true, logLevel: 'off',
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  const guarded = guard(terminal)
  terminal.open(host)

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
    close(): void {
      for (const query of [dark, narrow, still]) query.removeEventListener('change', restyle)
      for (const kind of ['focus', 'blur'] as const) host.removeEventListener(kind, noteFocus, { capture: true })
      guarded.dispose()
      terminal.dispose()
    },
  }
}
