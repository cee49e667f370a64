/** What was asked for did not come about; exit code 1. The message is one sentence that says what to do. */
export class Failure extends Error {
  override readonly name = 'Failure'
}

/** The command line makes no sense; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
