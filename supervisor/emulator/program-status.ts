/** OSC 7501, the Program Status Protocol: a program says what it does, once the terminal has answered its query. */
export const programStatusCode = 7501
export const programStatusReply = `\x1b]${String(programStatusCode)};?\x1b\\`

export type ProgramReport = {
  state: 'working' | 'waiting' | 'done' | 'idle' | 'error' | 'clear'
  /** A part of the program with a state of its own (a background task); null for the program as a whole. */
  part: string | null
  message: string | null
  /** What it waits for; null where it does not wait. */
  blockedBy: 'permission' | 'question' | 'auth' | 'other' | null
}

const states: Record<string, ProgramReport['state']> = { working: 'working', blocked: 'waiting', done: 'done', idle: 'idle', error: 'error', clear: 'clear' }
const reasons = ['permission', 'question', 'auth'] as const
/** Bytes. */
const longestSequence = 4096
const longestMessage = 500
const partId = /^[\w-][\w.-]{0,63}$/

/** What a sequence says, or null where it says nothing that we know. Any program may send anything. */
export function parseProgramStatus(payload: string): ProgramReport | null {
  if (Buffer.byteLength(payload) > longestSequence) return null
  const pairs = fieldsOf(payload)
  const said = pairs.get('state') ?? ''
  const state = Object.hasOwn(states, said) ? states[said] : null
  const part = pairs.get('id') ?? null
  if (!state || (part !== null && !partId.test(part))) return null
  const blockedBy = state === 'waiting' ? (reasons.find((reason) => reason === pairs.get('kind')) ?? 'other') : null
  return { state, part, message: decodeText(pairs.get('msg')) ?? decodeText(pairs.get('title')), blockedBy }
}

/** The first of a name counts. */
function fieldsOf(payload: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const pair of payload.split(':')) {
    const at = pair.indexOf('=')
    if (at > 0 && !fields.has(pair.slice(0, at))) fields.set(pair.slice(0, at), pair.slice(at + 1))
  }
  return fields
}

function decodeText(encoded: string | undefined): string | null {
  if (encoded === undefined || !/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) return null
  // eslint-disable-next-line no-control-regex -- control and direction characters are what is taken out
  const message = Buffer.from(encoded, 'base64').toString('utf8').replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/g, ' ').trim()
  return message === '' ? null : message.slice(0, longestMessage)
}
