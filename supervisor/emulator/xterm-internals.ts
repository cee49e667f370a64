import type { Terminal } from '@xterm/headless'

// What snapshots and `freeze` need and xterm.js tells nobody. The package is pinned, and tests per mode and over all state notice when a name is gone.

export type Attributes = {
  isBold(): number; isDim(): number; isItalic(): number; isUnderline(): number; isBlink(): number
  isInverse(): number; isInvisible(): number; isStrikethrough(): number; isOverline(): number
  getFgColor(): number; getBgColor(): number
  getFgColorMode(): number; getBgColorMode(): number
  isFgRGB(): boolean; isBgRGB(): boolean; isFgPalette(): boolean; isBgPalette(): boolean
}
/** Underline and link of a cell, or of what is written next; never changed once a cell has it. */
export type ExtendedAttributes = { _ext: number; _urlId: number; urlId: number; clone(): ExtendedAttributes }
export type FullAttributes = Attributes & {
  getUnderlineStyle(): number; getUnderlineColor(): number; isUnderlineColorDefault(): boolean; isUnderlineColorRGB(): boolean
  fg: number; bg: number; extended: ExtendedAttributes
}
export type Charset = Record<string, string> | null | undefined
/** `_data` has three words a cell, and may be longer than the line. */
export type InternalLine = {
  length: number; isWrapped: boolean
  _data: Uint32Array; _combined: Record<number, string>; _extendedAttrs: Record<number, ExtendedAttributes | undefined>
}
export type InternalMarker = { line: number; onDispose(listener: () => void): unknown }
export type InternalBuffer = {
  x: number; y: number; ybase: number; ydisp: number; _cols: number; _rows: number
  scrollTop: number; scrollBottom: number
  savedX: number; savedY: number; savedCurAttrData: FullAttributes; savedCharset: Charset
  tabs: Record<number, boolean>
  lines: { length: number; maxLength: number; get(index: number): InternalLine | undefined; push(line: InternalLine): void }
  markers: InternalMarker[]
  addMarker(line: number): InternalMarker
  getBlankLine(attributes: FullAttributes): InternalLine
}
/** A hyperlink, which is forgotten with the last line that has a part of it. `key` where the program gave it a name. */
export type InternalLink = { id: number; key?: string; data: { id?: string; uri: string }; lines: InternalMarker[] }
export type Internals = {
  buffers: { normal: InternalBuffer; alt: InternalBuffer; active: InternalBuffer; activateAltBuffer(): void }
  coreService: {
    isCursorHidden: boolean; isCursorInitialized: boolean
    modes: object; decPrivateModes: { cursorStyle?: 'block' | 'underline' | 'bar'; cursorBlink?: boolean }
  }
  optionsService: { rawOptions: object }
  coreMouseService: { activeProtocol: string; activeEncoding: string }
  _charsetService: { charset: Charset; glevel: number; _charsets: Charset[] }
  _oscLinkService: {
    _nextId: number; _entriesWithId: Map<string, InternalLink>; _dataByLinkId: Map<number, InternalLink>
    getLinkData(urlId: number): { id?: string; uri: string } | undefined
    _removeMarkerFromLink(link: InternalLink, marker: InternalMarker): void
  }
  _inputHandler: {
    _curAttrData: FullAttributes; _eraseAttrDataInternal: FullAttributes; _windowTitle: string; _iconName: string
    _utf8Decoder: { interim: Uint8Array }
    _parser: { currentState: number; precedingJoinState: number }
  }
}

export function internalsOf(terminal: Terminal): Internals {
  return (terminal as unknown as { _core: Internals })._core
}
