import type { Terminal } from '@xterm/headless'

// What a snapshot needs and xterm.js tells nobody. The package is pinned, and a test per mode notices when a name is gone.

export type Attributes = {
  isBold(): number; isDim(): number; isItalic(): number; isUnderline(): number; isBlink(): number
  isInverse(): number; isInvisible(): number; isStrikethrough(): number; isOverline(): number
  getFgColor(): number; getBgColor(): number
  getFgColorMode(): number; getBgColorMode(): number
  isFgRGB(): boolean; isBgRGB(): boolean; isFgPalette(): boolean; isBgPalette(): boolean
}
type FullAttributes = Attributes & {
  getUnderlineStyle(): number; getUnderlineColor(): number; isUnderlineColorDefault(): boolean; isUnderlineColorRGB(): boolean
  extended: { urlId: number }
}
export type Charset = Record<string, string> | null | undefined
export type InternalBuffer = {
  x: number; y: number; ybase: number
  scrollTop: number; scrollBottom: number
  savedX: number; savedY: number; savedCurAttrData: Attributes; savedCharset: Charset
  tabs: Record<number, boolean>
}
export type Internals = {
  buffers: { normal: InternalBuffer; alt: InternalBuffer; active: InternalBuffer }
  coreService: { isCursorHidden: boolean; decPrivateModes: { cursorStyle?: 'block' | 'underline' | 'bar'; cursorBlink?: boolean } }
  coreMouseService: { activeEncoding: string }
  _charsetService: { glevel: number; _charsets: Charset[] }
  _oscLinkService: { _dataByLinkId: ReadonlyMap<number, unknown>; getLinkData(urlId: number): { id?: string; uri: string } | undefined }
  _inputHandler: { _curAttrData: FullAttributes; _parser: { currentState: number; precedingJoinState: number } }
}

export function internalsOf(terminal: Terminal): Internals {
  return (terminal as unknown as { _core: Internals })._core
}
