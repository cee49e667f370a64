// A whole emulator as a few bytes, and back: not what it shows, as a snapshot is, but its memory itself, so that the one that goes
// on is the one that stopped, cell by cell.
import { deserialize, serialize } from 'node:v8'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Terminal } from '@xterm/headless'
import type { Palette } from './snapshot.ts'
import { internalsOf, type Charset, type ExtendedAttributes, type FullAttributes, type InternalBuffer, type InternalLine, type Internals } from './xterm-internals.ts'

/** The parser's state between two sequences. */
const ground = 0
const wordsPerCell = 3

/** What the emulator knows beside xterm.js. */
export type Beside = { title: string; palette: Palette }

type FrozenAttributes = { fg: number; bg: number; extended: [number, number] }
type FrozenBuffer = {
  numbers: Pick<InternalBuffer, (typeof bufferNumbers)[number]>
  tabs: Record<number, boolean>
  saved: { attributes: FrozenAttributes; charset: Charset }
  maxLength: number
  lengths: Uint32Array
  wrapped: Uint8Array
  /** Of all lines, one behind the other. */
  cells: Uint32Array
  combined: [line: number, texts: Record<number, string>][]
  /** Of each cell the place of its attributes in `attributes`. */
  extended: [line: number, places: Record<number, number>][]
  attributes: [number, number][]
}
type FrozenLink = { id: number; key: string | undefined; data: { id?: string; uri: string }; normal: number[]; alt: number[] }
type Frozen = Beside & {
  cols: number
  rows: number
  inAlternate: boolean
  normal: FrozenBuffer
  alt: FrozenBuffer
  core: { isCursorHidden: boolean; isCursorInitialized: boolean; modes: object; decPrivateModes: object; convertEol: boolean; cursorBlink: boolean }
  mouse: { activeProtocol: string; activeEncoding: string }
  charsets: { charset: Charset; glevel: number; _charsets: Charset[] }
  links: { next: number; all: FrozenLink[] }
  input: { now: FrozenAttributes; erase: FrozenAttributes; title: string; icon: string; join: number }
}

const bufferNumbers = ['x', 'y', 'ybase', 'ydisp', '_cols', '_rows', 'scrollTop', 'scrollBottom', 'savedX', 'savedY'] as const

/** All of the terminal; null while its parser stands in the middle of a sequence or character. */
export function freeze(terminal: Terminal, beside: Beside): Uint8Array | null {
  const core = internalsOf(terminal)
  const { buffers: { normal, alt, active }, coreService, coreMouseService: mouse, _charsetService: { charset, glevel, _charsets }, _inputHandler: input } = core
  if (input._parser.currentState !== ground || input._utf8Decoder.interim.some((byte) => byte !== 0)) return null
  const { isCursorHidden, isCursorInitialized, modes, decPrivateModes } = coreService
  const frozen: Frozen = {
    ...beside,
    cols: terminal.cols,
    rows: terminal.rows,
    inAlternate: active === alt,
    normal: frozenBuffer(normal),
    alt: frozenBuffer(alt),
    core: { isCursorHidden, isCursorInitialized, modes, decPrivateModes, convertEol: terminal.options.convertEol === true, cursorBlink: terminal.options.cursorBlink === true },
    mouse: { activeProtocol: mouse.activeProtocol, activeEncoding: mouse.activeEncoding },
    charsets: { charset, glevel, _charsets },
    links: frozenLinks(core),
    input: { now: frozenAttributes(input._curAttrData), erase: frozenAttributes(input._eraseAttrDataInternal), title: input._windowTitle, icon: input._iconName, join: input._parser.precedingJoinState },
  }
  return deflateRawSync(serialize(frozen), { level: 1 })
}

/** Puts a fresh terminal with as much scrollback into the state that was frozen. Nothing is answered or told. */
export function thaw(terminal: Terminal, bytes: Uint8Array): Beside {
  // What `freeze` of this very program wrote.
  const frozen = deserialize(inflateRawSync(bytes)) as Frozen
  terminal.resize(frozen.cols, frozen.rows)
  const core = internalsOf(terminal)
  const { buffers, coreService, coreMouseService: mouse, _inputHandler: input } = core
  const { convertEol, cursorBlink, ...state } = frozen.core
  if (frozen.inAlternate) buffers.activateAltBuffer()
  thawBuffer(buffers.normal, frozen.normal, input._curAttrData)
  thawBuffer(buffers.alt, frozen.alt, input._curAttrData)
  thawLinks(core, frozen.links)
  Object.assign(coreService, state)
  Object.assign(terminal.options, { convertEol, cursorBlink })
  mouse.activeProtocol = frozen.mouse.activeProtocol
  mouse.activeEncoding = frozen.mouse.activeEncoding
  Object.assign(core._charsetService, frozen.charsets)
  thawAttributes(input._curAttrData, frozen.input.now)
  thawAttributes(input._eraseAttrDataInternal, frozen.input.erase)
  input._windowTitle = frozen.input.title
  input._iconName = frozen.input.icon
  input._parser.precedingJoinState = frozen.input.join
  return { title: frozen.title, palette: frozen.palette }
}

function frozenBuffer(buffer: InternalBuffer): FrozenBuffer {
  const lines = linesOf(buffer)
  const lengths = Uint32Array.from(lines, ({ length }) => length)
  const cells = new Uint32Array(wordsPerCell * lengths.reduce((sum, length) => sum + length, 0))
  const places = new Map<ExtendedAttributes, number>()
  const combined: FrozenBuffer['combined'] = []
  const extended: FrozenBuffer['extended'] = []
  let at = 0
  for (const [number, line] of lines.entries()) {
    cells.set(line._data.subarray(0, wordsPerCell * line.length), at)
    at += wordsPerCell * line.length
    if (hasAny(line._combined)) combined.push([number, line._combined])
    if (hasAny(line._extendedAttrs)) extended.push([number, placesOf(line, places)])
  }
  const numbers = Object.fromEntries(bufferNumbers.map((name) => [name, buffer[name]])) as FrozenBuffer['numbers']
  return {
    numbers, lengths, cells, combined, extended,
    tabs: buffer.tabs,
    saved: { attributes: frozenAttributes(buffer.savedCurAttrData), charset: buffer.savedCharset },
    maxLength: buffer.lines.maxLength,
    wrapped: Uint8Array.from(lines, ({ isWrapped }) => (isWrapped ? 1 : 0)),
    attributes: [...places.keys()].map(frozenExtended),
  }
}

function thawBuffer(buffer: InternalBuffer, frozen: FrozenBuffer, pattern: FullAttributes): void {
  const { lines } = buffer
  lines.length = 0
  lines.maxLength = frozen.maxLength
  let at = 0
  for (const [number, length] of frozen.lengths.entries()) {
    const line = buffer.getBlankLine(pattern)
    line._data = frozen.cells.slice(at, at + wordsPerCell * length)
    line.length = length
    line.isWrapped = frozen.wrapped[number] === 1
    at += wordsPerCell * length
    lines.push(line)
  }
  const attributes = frozen.attributes.map((known) => thawnExtended(pattern, known))
  for (const [number, texts] of frozen.combined) Object.assign(lines.get(number)?._combined ?? {}, texts)
  for (const [number, places] of frozen.extended) {
    const line = lines.get(number)
    for (const [column, place] of Object.entries(places)) if (line) line._extendedAttrs[Number(column)] = attributes[place]
  }
  Object.assign(buffer, frozen.numbers, { tabs: frozen.tabs, savedCharset: frozen.saved.charset })
  thawAttributes(buffer.savedCurAttrData, frozen.saved.attributes)
}

function linesOf({ lines }: InternalBuffer): InternalLine[] {
  return Array.from({ length: lines.length }, (_, number) => lines.get(number)).filter((line) => line !== undefined)
}

function hasAny(record: object): boolean {
  for (const _ in record) return true
  return false
}

/** Cells written in one go share their attributes, and do so again. */
function placesOf({ _extendedAttrs: cells }: InternalLine, known: Map<ExtendedAttributes, number>): Record<number, number> {
  const places: Record<number, number> = {}
  for (const [column, attributes] of Object.entries(cells)) {
    if (!attributes) continue
    const place = known.get(attributes) ?? known.size
    known.set(attributes, place)
    places[Number(column)] = place
  }
  return places
}

function frozenLinks({ buffers: { normal }, _oscLinkService: service }: Internals): Frozen['links'] {
  const inNormal = new Set(normal.markers)
  const all = [...service._dataByLinkId.values()].map(({ id, key, data, lines }) => ({
    id, key, data,
    normal: lines.filter((marker) => inNormal.has(marker)).map(({ line }) => line),
    alt: lines.filter((marker) => !inNormal.has(marker)).map(({ line }) => line),
  }))
  return { next: service._nextId, all }
}

function thawLinks({ buffers, _oscLinkService: service }: Internals, { next, all }: Frozen['links']): void {
  service._nextId = next
  for (const { id, key, data, normal, alt } of all) {
    const lines = [...normal.map((line) => buffers.normal.addMarker(line)), ...alt.map((line) => buffers.alt.addMarker(line))]
    const link = key === undefined ? { id, data, lines } : { id, key, data, lines }
    for (const marker of lines) marker.onDispose(() => service._removeMarkerFromLink(link, marker))
    service._dataByLinkId.set(id, link)
    if (key !== undefined) service._entriesWithId.set(key, link)
  }
}

function frozenAttributes({ fg, bg, extended }: FullAttributes): FrozenAttributes {
  return { fg, bg, extended: frozenExtended(extended) }
}

function thawAttributes(attributes: FullAttributes, { fg, bg, extended }: FrozenAttributes): void {
  Object.assign(attributes, { fg, bg, extended: thawnExtended(attributes, extended) })
}

function frozenExtended({ _ext, _urlId }: ExtendedAttributes): [number, number] {
  return [_ext, _urlId]
}

function thawnExtended(pattern: FullAttributes, [_ext, _urlId]: [number, number]): ExtendedAttributes {
  return Object.assign(pattern.extended.clone(), { _ext, _urlId })
}
