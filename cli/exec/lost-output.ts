import { Failure } from '../failure.ts'

/** What came in place of bytes: the terminal has moved on without us. */
export function lostOutput(): Failure {
  return new Failure('Output was lost: the connection was slower than the command, and the terminal keeps only its last 4 MiB. Let the command write into a file.')
}
