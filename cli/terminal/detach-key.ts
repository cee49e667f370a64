import { UsageError } from '../failure.ts'

export type DetachKey = {
  /** As a person reads it. */
  name: string
  /** Where it begins in what was typed, or -1. */
  indexIn: (typed: Buffer) => number
}

/** `ctrl-]`, another key with Ctrl, or `none`. */
export function detachKey(text: string): DetachKey {
  if (text === 'none') return { name: 'none', indexIn: () => -1 }
  const [, key = ''] = /^ctrl-([a-z@[\\\]^_])$/i.exec(text) ?? []
  if (!key) throw new UsageError(`--detach-key takes a key such as ctrl-] or ctrl-q, or "none"; it is "${text}".`)
  const code = key.toUpperCase().charCodeAt(0)
  // A program may have switched the keyboard to a mode in which keys arrive as numbers.
  const number = String(key.toLowerCase().charCodeAt(0))
  const forms = [Buffer.from([code & 0x1f]), Buffer.from(`\x1b[${number};5u`), Buffer.from(`\x1b[27;5;${number}~`)]
  return {
    name: `Ctrl-${key.toUpperCase()}`,
    indexIn: (typed) => forms.map((form) => typed.indexOf(form)).filter((at) => at >= 0).reduce((a, b) => (a < 0 ? b : Math.min(a, b)), -1),
  }
}
