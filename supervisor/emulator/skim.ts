// An emulator parses a quarter of what a PTY can print. Of a flood of plain lines only the last ones stay in its scrollback,
// so the rest need not be parsed: the screen after a skim is the one that parsing everything would have given.
import type { Terminal } from '@xterm/headless'
import { internalsOf } from './xterm-internals.ts'

const ESC = 0x1b
const LF = 0x0a
const CR = 0x0d
const longestUnfinished = 64

/** In UTF-8 the first byte of C1 controls, and of some letters. */
const C2 = 0xc2
/** What is neither text nor acts within its line. */
const controls = [...Array(0x20).keys(), 0x7f].filter((byte) => ![0x08, 0x09, LF, CR, ESC].includes(byte))
const nearby = 32

/**
 * What to parse in place of a block: `before` puts colours as they were, `from` is where the block goes on; 0 = nothing to leave out.
 * `plain`: where its beginning of plain lines ends. `goesOn`: that is at its very end, but for the beginning of a sequence that may be
 * plain too.
 */
export type Skim = { before: Buffer; from: number; plain: number; goesOn: boolean }

/** Whether lines scroll the usual way: in the normal buffer, over the whole screen, with nothing that changes characters. */
export function canSkim(terminal: Terminal): boolean {
  const { buffers: { active, normal }, _charsetService: charset } = internalsOf(terminal)
  const { modes } = terminal
  return active === normal && active.scrollTop === 0 && active.scrollBottom === terminal.rows - 1 &&
    !modes.originMode && modes.wraparoundMode && !modes.insertMode && !charset._charsets[charset.glevel]
}

/**
 * Looks for the longest beginning of `block` that is plain lines and SGR, and keeps of it what the last `lines` lines need, unless that
 * would save little. Up to `known` it was looked at before.
 */
export function skim(block: Buffer, lines: number, known = 0): Skim {
  const until = plainUntil(block, known)
  let from = until
  for (let left = lines; from > 0 && left >= 0; left--) from = block.lastIndexOf(LF, from - 1)
  // After CR LF the cursor's column is known, wherever it was.
  while (from > 0 && block[from - 1] !== CR) from = block.lastIndexOf(LF, from - 1)
  const goesOn = isUnfinished(block, until)
  if (from < block.length / 4) return { before: Buffer.alloc(0), from: 0, plain: until, goesOn }
  return { before: Buffer.concat([Buffer.from('\r'), ...coloursAt(block, from)]), from: from + 1, plain: until, goesOn }
}

/** End of the beginning that is plain lines and SGR alone. */
function plainUntil(block: Buffer, from: number): number {
  const until = controlFrom(block, from)
  for (let at = next(block, ESC, from); at < until; at = next(block, ESC, at)) {
    const end = sgrEnd(block, at)
    if (end === null) return at
    at = end
  }
  return until
}

/** Where the first control stands that is more than text and no ESC; the end where there is none. */
function controlFrom(block: Buffer, from: number): number {
  let before = block
  // Native searches: thirty of them take a tenth of the time of one look at each byte.
  for (const control of controls) {
    const found = before.indexOf(control, from)
    if (found >= 0) before = block.subarray(0, found)
  }
  for (let at = next(before, C2, from); at < before.length; at = next(before, C2, at + 2)) {
    if ((block[at + 1] ?? 0) < 0xa0) return at
  }
  return before.length
}

/** Offset of the next such byte, the end where there is none: in colours and in some languages a few bytes on, else far away. */
function next(block: Buffer, byte: number, from: number): number {
  const near = Math.min(from + nearby, block.length)
  for (let at = from; at < near; at++) if (block[at] === byte) return at
  const found = block.indexOf(byte, near)
  return found < 0 ? block.length : found
}

/** Whether what is left from `at` on is nothing, or begins what may become plain with the next bytes. */
function isUnfinished(block: Buffer, at: number): boolean {
  const rest = block.toString('latin1', at, at + longestUnfinished)
  // eslint-disable-next-line no-control-regex -- the beginning of an SGR sequence, or of a character
  return at + rest.length === block.length && /^(?:\u001b(?:\[[0-9:;]*)?|\u00c2)?$/.test(rest)
}

/** Offset after an SGR sequence that begins at `at`; null for anything else. */
function sgrEnd(block: Buffer, at: number): number | null {
  if (block[at + 1] !== 0x5b) return null
  let end = at + 2
  let byte = block[end] ?? 0
  while (byte >= 0x30 && byte <= 0x3b) byte = block[++end] ?? 0
  return byte === 0x6d ? end + 1 : null
}

/** The SGR sequences that are in force at `from`: all since the last that resets everything. */
function coloursAt(block: Buffer, from: number): Buffer[] {
  const found: Buffer[] = []
  for (let at = from; at > 0;) {
    at = block.lastIndexOf(ESC, at - 1)
    const sequence = at < 0 ? null : block.subarray(at, sgrEnd(block, at) ?? at)
    if (!sequence) break
    found.push(sequence)
    if (sequence.length === 3 || (sequence.length === 4 && sequence[2] === 0x30)) break
  }
  return found.reverse()
}
