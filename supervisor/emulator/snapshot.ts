import type { SerializeAddon } from '@xterm/addon-serialize'
import type { Terminal } from '@xterm/headless'
import { hasLinks, linkStart, markingLinks, readable, withLinks } from './links.ts'
import { internalsOf, type Attributes, type Charset, type InternalBuffer, type Internals } from './xterm-internals.ts'

/** Colours that a program set: by palette index, and 10, 11, 12 for text, background and cursor. */
export type Palette = { indexed: Map<number, string>; special: Map<number, string> }

/** What a snapshot has beside the buffers, and how it is written. */
type Part = { name: string; write: (about: About) => string }
type About = { terminal: Terminal; core: Internals; title: string; palette: Palette }

/** xterm.js's mark of a colour given by 30-37 or 90-97. */
const sixteenColours = 0x1000000

const csi = (text: string): string => `\x1b[${text}`

/** Modes that can be set before the cursor is put in its place. */
export const modeTable: Part[] = [
  { name: 'title', write: ({ title }) => (title === '' ? '' : `\x1b]2;${title}\x1b\\`) },
  { name: 'palette', write: ({ palette }) => [...palette.indexed].map(([index, spec]) => `\x1b]4;${String(index)};${spec}\x1b\\`).join('') },
  { name: 'special colours', write: ({ palette }) => [...palette.special].map(([code, spec]) => `\x1b]${String(code)};${spec}\x1b\\`).join('') },
  { name: 'application cursor keys', write: ({ terminal }) => (terminal.modes.applicationCursorKeysMode ? csi('?1h') : '') },
  { name: 'application keypad', write: ({ terminal }) => (terminal.modes.applicationKeypadMode ? '\x1b=' : '') },
  { name: 'bracketed paste', write: ({ terminal }) => (terminal.modes.bracketedPasteMode ? csi('?2004h') : '') },
  { name: 'focus events', write: ({ terminal }) => (terminal.modes.sendFocusMode ? csi('?1004h') : '') },
  { name: 'reverse wraparound', write: ({ terminal }) => (terminal.modes.reverseWraparoundMode ? csi('?45h') : '') },
  { name: 'wraparound off', write: ({ terminal }) => (terminal.modes.wraparoundMode ? '' : csi('?7l')) },
  { name: 'mouse tracking', write: ({ terminal }) => mouseTracking[terminal.modes.mouseTrackingMode] },
  { name: 'mouse encoding', write: ({ core }) => mouseEncodings[core.coreMouseService.activeEncoding] ?? '' },
  { name: 'newline mode', write: ({ terminal }) => (terminal.options.convertEol === true ? csi('20h') : '') },
  { name: 'cursor style', write: ({ core }) => cursorStyle(core.coreService.decPrivateModes) },
  { name: 'cursor hidden', write: ({ core }) => (core.coreService.isCursorHidden ? csi('?25l') : '') },
  { name: 'tab stops', write: tabStops },
  { name: 'synchronized output', write: ({ terminal }) => (terminal.modes.synchronizedOutputMode ? csi('?2026h') : '') },
]

const mouseTracking = { none: '', x10: csi('?9h'), vt200: csi('?1000h'), drag: csi('?1002h'), any: csi('?1003h') }
const mouseEncodings: Record<string, string> = { SGR: csi('?1006h'), SGR_PIXELS: csi('?1016h') }

/**
 * A string that puts a fresh terminal of the same size into the state of this one, scrollback and modes included. The
 * scrollback is shortened until the string has at most `max` characters.
 */
export function snapshotOf(about: { terminal: Terminal; serializer: SerializeAddon; title: string; palette: Palette; max: number }): string {
  const { terminal, serializer, max } = about
  const core = internalsOf(terminal)
  const { normal, alt } = core.buffers
  const inAlternate = terminal.buffer.active.type === 'alternate'
  const modes = modeTable.map(({ write }) => write({ ...about, core })).join('')
  for (let scrollback = terminal.buffer.normal.baseY; ; scrollback = Math.floor(scrollback / 2)) {
    const [below, above] = buffers({ terminal, serializer, scrollback })
    const text = below + bufferState(normal) + above + (inAlternate ? bufferState(alt) : '') + modes + cursor(terminal, core)
    if (text.length <= max) return text
    if (scrollback === 0) return plainText(terminal, max) + modes + cursor(terminal, core)
  }
}

/** The normal buffer, and the alternate one where that is shown. Links cost a second reading, so only where there are some. */
function buffers({ terminal, serializer, scrollback }: { terminal: Terminal; serializer: SerializeAddon; scrollback: number }): [string, string] {
  const linked = hasLinks(terminal)
  if (linked) serializer.activate(readable(markingLinks(terminal)))
  try {
    const below = serializer.serialize({ scrollback, excludeAltBuffer: true, excludeModes: true })
    const whole = terminal.buffer.active.type === 'alternate' ? serializer.serialize({ scrollback, excludeModes: true }) : below
    const parts: [string, string] = [below, whole.slice(below.length)]
    return linked ? [withLinks(parts[0], terminal), withLinks(parts[1], terminal)] : parts
  } finally {
    if (linked) serializer.activate(readable(terminal))
  }
}

/** A screen that is too large with its colours goes without them. */
function plainText(terminal: Terminal, max: number): string {
  const { active } = terminal.buffer
  const lines = Array.from({ length: terminal.rows }, (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '')
  return (active.type === 'alternate' ? csi('?1049h') : '') + lines.join('\r\n').slice(0, Math.floor(max / 2))
}

/** Saved cursor and margins of one buffer. Ends with the cursor where it was, for switching to the alternate buffer saves it. */
function bufferState(buffer: InternalBuffer): string {
  const savedRow = Math.max(0, buffer.savedY - buffer.ybase)
  const plain = buffer.savedX === 0 && savedRow === 0 && attributes(buffer.savedCurAttrData) === csi('0m') && designator(buffer.savedCharset) === 'B'
  const saved = plain ? '' : `${place(savedRow, buffer.savedX)}${attributes(buffer.savedCurAttrData)}\x1b(${designator(buffer.savedCharset)}\x1b7\x1b(B${csi('0m')}`
  const margins = csi(`${String(buffer.scrollTop + 1)};${String(buffer.scrollBottom + 1)}r`)
  return saved + margins + place(buffer.y, buffer.x)
}

/** Cursor, attributes, and the two modes that change where text goes. */
function cursor(terminal: Terminal, core: Internals): string {
  const { x, y, scrollTop } = core.buffers.active
  const { _curAttrData: current, _parser: parser } = core._inputHandler
  const origin = terminal.modes.originMode
  const at = (column: number): string => place(origin ? y - scrollTop : y, column)
  const link = openLink(core)
  const now = link === null ? attributes(current) + underline(core) : attributes(current).replace(/;4(?=;|m)/, '') + link
  const insert = terminal.modes.insertMode ? csi('4h') : ''
  const sets = charsets(core)
  const start = origin ? csi('?6h') : ''
  // Behind the last column, or behind a character that may be repeated or combined with: only writing it anew gets there.
  const behind = x === terminal.cols || parser.precedingJoinState !== 0 ? lastCell(terminal, x, y) : null
  if (!behind) return start + at(Math.min(x, terminal.cols - 1)) + now + sets + insert
  const justWritten = parser.precedingJoinState !== 0
  // Just written means in the character set and attributes of now, and nothing may follow it.
  if (justWritten) return start + at(behind.column) + now + sets + behind.chars + insert
  return start + at(behind.column) + behind.attributes + behind.chars + now + sets + insert
}

function lastCell(terminal: Terminal, x: number, y: number): { column: number; chars: string; attributes: string } | null {
  const line = terminal.buffer.active.getLine(terminal.buffer.active.baseY + y)
  for (let column = x - 1; column >= 0 && column >= x - 2; column--) {
    const cell = line?.getCell(column)
    if (!cell || cell.getWidth() === 0) continue
    return column + cell.getWidth() === x ? { column, chars: cell.getChars() || ' ', attributes: attributes(cell) } : null
  }
  return null
}

function place(row: number, column: number): string {
  return csi(`${String(row + 1)};${String(column + 1)}H`)
}

function attributes(cell: Attributes): string {
  const codes = ['0']
  const flags: [number, string][] = [
    [cell.isBold(), '1'], [cell.isDim(), '2'], [cell.isItalic(), '3'], [cell.isUnderline(), '4'], [cell.isBlink(), '5'],
    [cell.isInverse(), '7'], [cell.isInvisible(), '8'], [cell.isStrikethrough(), '9'], [cell.isOverline(), '53'],
  ]
  for (const [on, code] of flags) if (on) codes.push(code)
  if (cell.isFgRGB()) codes.push(`38;2;${rgb(cell.getFgColor())}`)
  else if (cell.isFgPalette()) codes.push(palette(cell.getFgColor(), cell.getFgColorMode(), 30))
  if (cell.isBgRGB()) codes.push(`48;2;${rgb(cell.getBgColor())}`)
  else if (cell.isBgPalette()) codes.push(palette(cell.getBgColor(), cell.getBgColorMode(), 40))
  return csi(`${codes.join(';')}m`)
}

/** The first 16 colours have codes of their own, and a program may have used either. */
function palette(index: number, mode: number, first: 30 | 40): string {
  if (mode !== sixteenColours) return `${String(first + 8)};5;${String(index)}`
  return String(index < 8 ? first + index : first + 60 + index - 8)
}

/** The link that text is being written into: its dashes are no underline of the program's. */
function openLink(core: Internals): string | null {
  const { urlId } = core._inputHandler._curAttrData.extended
  const link = urlId === 0 ? undefined : core._oscLinkService.getLinkData(urlId)
  return link ? linkStart(link) : null
}

function underline(core: Internals): string {
  const { _curAttrData: current } = core._inputHandler
  if (!current.isUnderline()) return ''
  const style = csi(`4:${String(current.getUnderlineStyle())}m`)
  if (current.isUnderlineColorDefault()) return style
  const colour = current.getUnderlineColor()
  return style + csi(current.isUnderlineColorRGB() ? `58:2::${rgb(colour).replaceAll(';', ':')}m` : `58:5:${String(colour)}m`)
}

function rgb(colour: number): string {
  return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255].map(String).join(';')
}

function tabStops({ terminal, core }: About): string {
  const { tabs } = core.buffers.active
  const columns = Array.from({ length: terminal.cols }, (_, column) => column)
  const set = columns.filter((column) => tabs[column])
  const usual = columns.filter((column) => column % 8 === 0)
  if (set.join() === usual.join()) return ''
  return csi('3g') + set.map((column) => `${csi(`${String(column + 1)}G`)}\x1bH`).join('')
}

function charsets({ _charsetService: service }: Internals): string {
  const designations = ['(', ')', '*', '+'].map((slot, i) => {
    const letter = designator(service._charsets[i])
    return letter === 'B' ? '' : `\x1b${slot}${letter}`
  })
  return designations.join('') + (['', '\x0e', '\x1bn', '\x1bo'][service.glevel] ?? '')
}

/** The sets in use: ASCII, line drawing, British. */
function designator(charset: Charset): string {
  if (!charset) return 'B'
  return charset.q === '─' ? '0' : charset['#'] === '£' ? 'A' : 'B'
}

function cursorStyle({ cursorStyle: style, cursorBlink: blink }: Internals['coreService']['decPrivateModes']): string {
  if (style === undefined) return ''
  const steady = { block: 2, underline: 4, bar: 6 }[style]
  return csi(`${String(blink === true ? steady - 1 : steady)} q`)
}
