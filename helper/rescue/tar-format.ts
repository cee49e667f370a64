// Archives as tar(5) reads them (ustar, with pax records where a field is too short). Written here and not by a package, since names
// and link targets are bytes that need not be UTF-8, and each one must come back as it was.
import { bytesOf, type BytePath } from '../bytes.ts'
import { HelperFailure } from '../failure.ts'

export type TarEntry = {
  type: 'file' | 'link' | 'folder'
  path: BytePath
  /** Of a link: where it leads. */
  target: BytePath
  mode: number
  size: number
  /** Seconds. */
  mtime: number
}

export const block = 512
const longestName = 100
const largestSize = 8 * 1024 ** 3 - 1
const types = { file: '0', link: '2', folder: '5' } as const

export function headersOf(entry: TarEntry): Buffer {
  const records: [string, string][] = []
  if (entry.path.length > longestName) records.push(['path', entry.path])
  if (entry.target.length > longestName) records.push(['linkpath', entry.target])
  if (entry.size > largestSize) records.push(['size', String(entry.size)])
  const own = header(entry, types[entry.type])
  if (records.length === 0) return own
  const body = Buffer.concat(records.map(([name, value]) => record(name, value)))
  const before = header({ type: 'file', path: 'pax', target: '', mode: 0o644, size: body.length, mtime: entry.mtime }, 'x')
  return Buffer.concat([before, body, padding(body.length), own])
}

/** Fills up to whole blocks. */
export function padding(size: number): Buffer {
  return Buffer.alloc((block - (size % block)) % block)
}

/** Two empty blocks. */
export const endOfArchive = Buffer.alloc(2 * block)

function header({ path, target, mode, size, mtime }: TarEntry, type: string): Buffer {
  const bytes = Buffer.alloc(block)
  bytesOf(path.slice(0, longestName)).copy(bytes, 0)
  bytes.write(octal(mode & 0o7777, 7), 100)
  bytes.write(octal(0, 7), 108)
  bytes.write(octal(0, 7), 116)
  bytes.write(octal(size > largestSize ? 0 : size, 11), 124)
  bytes.write(octal(Math.max(0, Math.floor(mtime)), 11), 136)
  bytes.write('        ', 148)
  bytes.write(type, 156)
  bytesOf(target.slice(0, longestName)).copy(bytes, 157)
  bytes.write('ustar\x0000', 257, 'latin1')
  bytes.write(`${octal(checksum(bytes), 6)}\0 `, 148, 'latin1')
  return bytes
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0')
}

function checksum(bytes: Buffer): number {
  let sum = 0
  for (const byte of bytes) sum += byte
  return sum
}

/** `<length> <name>=<value>\n`, where the length counts its own digits. */
function record(name: string, value: BytePath): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${name}=`), bytesOf(value), Buffer.from('\n')])
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return Buffer.concat([Buffer.from(String(length)), rest])
}

export type ParsedHeader = { type: TarEntry['type'] | 'records'; entry: TarEntry }

/** null = an empty block. Throws where it is no header of ours. */
export function parseHeader(bytes: Buffer): ParsedHeader | null {
  if (bytes.every((byte) => byte === 0)) return null
  const field = (start: number, length: number): string => {
    const text = bytes.subarray(start, start + length).toString('latin1')
    const end = text.indexOf('\0')
    return end === -1 ? text : text.slice(0, end)
  }
  const number = (start: number, length: number): number => Number.parseInt(field(start, length).trim() || '0', 8)
  const sum = number(148, 8)
  const blanked = Buffer.from(bytes)
  blanked.fill(0x20, 148, 156)
  if (checksum(blanked) !== sum) throw new HelperFailure('The rescue is damaged: a header of its archive is.')
  const entry = { path: field(0, longestName), target: field(157, longestName), mode: number(100, 8), size: number(124, 12), mtime: number(136, 12) }
  switch (field(156, 1)) {
    case '0':
      return { type: 'file', entry: { type: 'file', ...entry } }
    case '2':
      return { type: 'link', entry: { type: 'link', ...entry } }
    case '5':
      return { type: 'folder', entry: { type: 'folder', ...entry } }
    case 'x':
      return { type: 'records', entry: { type: 'file', ...entry } }
    default:
      throw new HelperFailure('The rescue holds an entry of a kind that claudework does not write; it was changed since it was made.')
  }
}

export function parseRecords(body: Buffer): Map<string, BytePath> {
  const records = new Map<string, BytePath>()
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(0x20, at)
    const length = Number(body.subarray(at, space).toString('latin1'))
    if (space === -1 || !Number.isInteger(length) || length <= 0 || at + length > body.length) throw new HelperFailure('The rescue is damaged: a record of its archive is.')
    const text = body.subarray(space + 1, at + length - 1).toString('latin1')
    records.set(text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1))
    at += length
  }
  return records
}
