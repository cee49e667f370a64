// The serializer of xterm.js leaves hyperlinks out, and shows their dashes as a program's underline. It reads a terminal through its
// public interface, so it is given one whose linked cells bring marks around their text.
import type { SerializeAddon } from '@xterm/addon-serialize'
import type { IBuffer, IBufferCell, Terminal } from '@xterm/headless'
import { internalsOf } from './xterm-internals.ts'

/** xterm.js's own: the underline that a program switched on, in a cell's foreground. */
const underlineFlag = 0x10000000

/** The cell that xterm.js loads a place of the screen into. */
type LoadedCell = IBufferCell & { fg: number; extended: { urlId: number }; hasExtendedAttrs(): number }

/** Whether there is any link on screen or scrollback. */
export function hasLinks(terminal: Terminal): boolean {
  return internalsOf(terminal)._oscLinkService._dataByLinkId.size > 0
}

/** What the serializer takes: the type of a terminal with a window, of which it reads what all have. */
type Readable = Parameters<SerializeAddon['activate']>[0]

export function readable(terminal: Terminal): Readable {
  return terminal as unknown as Readable
}

/** The same terminal, where the text of linked cells stands between marks; `withLinks` makes them links. */
export function markingLinks(terminal: Terminal): Terminal {
  const buffer = {
    get normal() { return marked(terminal.buffer.normal) },
    get alternate() { return marked(terminal.buffer.alternate) },
    get active() { return marked(terminal.buffer.active) },
  }
  return new Proxy(terminal, { get: (target, name) => (name === 'buffer' ? buffer : Reflect.get(target, name, target) as unknown) })
}

/** Cells that follow each other and lead to the same place become one link again. A mark is an escape that no text and no serializer has. */
export function withLinks(marked: string, terminal: Terminal): string {
  const { _oscLinkService: service } = internalsOf(terminal)
  const startOf = (number: string): string => {
    const link = service.getLinkData(Number(number))
    return link ? linkStart(link) : ''
  }
  // eslint-disable-next-line no-control-regex -- the marks
  const joined = marked.replace(/\x1b>(\d+);\x1b<(\d+);/g, (marks, before: string, after: string) => (before === after || startOf(before) === startOf(after) ? '' : marks))
  // eslint-disable-next-line no-control-regex -- the marks
  return joined.replace(/\x1b([<>])(\d+);/g, (_, side: string, number: string) => {
    const start = startOf(number)
    return start !== '' && side === '>' ? '\x1b]8;;\x1b\\' : start
  })
}

export function linkStart({ id, uri }: { id?: string; uri: string }): string {
  return `\x1b]8;${id === undefined ? '' : `id=${id}`};${uri}\x1b\\`
}

function marked(buffer: IBuffer): IBuffer {
  return {
    type: buffer.type, cursorX: buffer.cursorX, cursorY: buffer.cursorY, viewportY: buffer.viewportY, baseY: buffer.baseY, length: buffer.length,
    getLine: (y) => buffer.getLine(y),
    getNullCell: () => markedCell(buffer.getNullCell()),
  }
}

function markedCell(cell: IBufferCell): IBufferCell {
  const loaded = cell as LoadedCell
  const getChars = cell.getChars.bind(cell)
  const isUnderline = cell.isUnderline.bind(cell)
  // Where a place has none, loading leaves those of the place before.
  const link = (): number => (loaded.hasExtendedAttrs() === 0 ? 0 : loaded.extended.urlId)
  loaded.getChars = () => {
    const chars = getChars()
    const urlId = link()
    return urlId === 0 || chars === '' ? chars : `\x1b<${String(urlId)};${chars}\x1b>${String(urlId)};`
  }
  loaded.isUnderline = () => (link() === 0 ? isUnderline() : loaded.fg & underlineFlag)
  return loaded
}
