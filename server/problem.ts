/** What went wrong, in the few kinds that a caller can act on. The boundary maps a kind to its API code in one place. */
export type ProblemKind =
  | 'bad-input'
  | 'unauthorized'
  | 'not-found'
  | 'conflict'
  | 'precondition'
  | 'unavailable'
  | 'cancelled'
  | 'too-many'
  | 'failed'

/** An expected failure. `message` is one sentence for a person: what was wanted, what came, what to do. */
export class Problem extends Error {
  readonly kind: ProblemKind

  constructor(kind: ProblemKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Problem'
    this.kind = kind
  }
}

/** The sentence of a problem; for anything unexpected a sentence that gives nothing of our insides away. */
export function sentenceOf(error: unknown): string {
  return error instanceof Problem ? error.message : 'Something unexpected went wrong; the server log has the details.'
}
