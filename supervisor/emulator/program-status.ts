import type { ProgramState } from '../protocol.ts'

/** OSC 7501, the Program Status Protocol: a program says what it does, once the terminal has answered its query. */
export const programStatusCode = 7501
export const programStatusReply = `\x1b]${String(programStatusCode)};?\x1b\\`

const states: Record<string, ProgramState['state']> = { working: 'working', blocked: 'waiting', done: 'done', idle: 'idle', error: 'error', clear: 'clear' }
const longestSequence = 4096
const longestMessage = 500

/** What a sequence says, or null where it says nothing that we know. Any program may send anything. */
export function parseProgramStatus(payload: string): { state: ProgramState['state']; message: string | null } | null {
  if (payload.length > longestSequence) return null
  const pairs = new Map(payload.split(':').map((pair) => [pair.slice(0, Math.max(0, pair.indexOf('='))), pair.slice(pair.indexOf('=') + 1)]))
  // Records with an id tell of parts of the program, not of the whole.
  if (pairs.has('id')) return null
  const state = states[pairs.get('state') ?? '']
  if (!state) return null
  return { state, message: decodeMessage(pairs.get('msg')) }
}

function decodeMessage(encoded: string | undefined): string | null {
  if (encoded === undefined || !/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) return null
  // eslint-disable-next-line no-control-regex -- control and direction characters are what is taken out
  const message = Buffer.from(encoded, 'base64').toString('utf8').replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/g, ' ').trim()
  return message === '' ? null : message.slice(0, longestMessage)
}
