import { isObject, ShapeError } from './shapes.ts'

export type RefusalKind = 'bad-input' | 'not-found' | 'conflict' | 'precondition' | 'unavailable' | 'failed'
const kinds: readonly RefusalKind[] = ['bad-input', 'not-found', 'conflict', 'precondition', 'unavailable', 'failed']

/** What the supervisor does not do, as one sentence for a person. Crosses the wire as `{kind, message}`. */
export class Refusal extends Error {
  readonly kind: RefusalKind

  constructor(kind: RefusalKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** To who waits for a terminal that is closed meanwhile, or asks it once more. */
export function closedTerminal(): Refusal {
  return new Refusal('not-found', 'This terminal was closed.')
}

/** Any error as it crosses the wire. Our own insides (paths, stacks) stay here. */
export function refusalToWire(error: unknown): { kind: RefusalKind; message: string } {
  if (error instanceof Refusal) return { kind: error.kind, message: error.message }
  if (error instanceof ShapeError) return { kind: 'bad-input', message: error.message }
  console.warn(JSON.stringify({ at: new Date().toISOString(), level: 'warn', what: 'call failed', error: error instanceof Error ? error.stack : String(error) }))
  return { kind: 'failed', message: 'The supervisor of this session failed at that; its log has the details.' }
}

/** The error that a peer sent, whatever it sent. */
export function refusalOf(sent: unknown): Refusal {
  const kind = isObject(sent) ? kinds.find((known) => known === sent.kind) : undefined
  const message = isObject(sent) && typeof sent.message === 'string' ? sent.message.slice(0, 1000) : 'The supervisor sent an error without a sentence.'
  return new Refusal(kind ?? 'failed', message)
}
