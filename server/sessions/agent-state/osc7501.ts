// OSC 7501, by which a program says what it is doing: `ESC ] 7501 ; <payload> ST`, payload `key=value` joined by `:`, texts in
// base64. The program is untrusted, and so is whatever it prints a file of.
import { plainText } from './plain-text.ts'

export type ProgramReport = {
  state: 'working' | 'waiting' | 'done' | 'idle' | 'error' | 'clear'
  /** A part of the program with a state of its own (a background task); null for the program as a whole. */
  part: string | null
  /** What it waits for. */
  blockedBy: 'permission' | 'question' | 'auth' | 'other' | null
  message: string | null
}

const maxBytes = 4096
const states = { working: 'working', blocked: 'waiting', done: 'done', idle: 'idle', error: 'error', clear: 'clear' } as const
const id = /^[\w.-]{1,64}$/

/** null for a query (`?`), and for anything that is not a whole, valid report. */
export function parseOsc7501(payload: string): ProgramReport | null {
  if (Buffer.byteLength(payload) > maxBytes) return null
  const fields = new Map<string, string>()
  for (const pair of payload.split(':')) {
    const at = pair.indexOf('=')
    if (at > 0 && !fields.has(pair.slice(0, at))) fields.set(pair.slice(0, at), pair.slice(at + 1))
  }
  const said = fields.get('state') ?? ''
  const part = fields.get('id') ?? null
  if (!isState(said) || (part !== null && !id.test(part))) return null
  return { state: states[said], part, blockedBy: said === 'blocked' ? blockedBy(fields.get('kind')) : null, message: messageOf(fields.get('msg')) }
}

function isState(word: string): word is keyof typeof states {
  return Object.hasOwn(states, word)
}

function blockedBy(kind: string | undefined): ProgramReport['blockedBy'] {
  return kind === 'permission' || kind === 'question' || kind === 'auth' ? kind : 'other'
}

function messageOf(base64: string | undefined): string | null {
  if (base64 === undefined || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null
  return plainText(Buffer.from(base64, 'base64').toString('utf8'))
}
