type Log = { error(fields: object, message: string): void; fatal(fields: object, message: string): void }

export type UncaughtOptions = {
  log: Log
  /** Ends the server well; sessions go on without it. */
  close: () => Promise<void>
  closeMs: number
}

/**
 * What to do about errors that no code of ours caught. A rejection belongs to one call of one session: it is logged, and everybody
 * else goes on. After an exception nobody knows what was left half done: the server closes and exits with 1, to be started again
 * by whoever watches over it; terminals go on in their supervisors meanwhile.
 */
export function watchForUncaught({ log, close, closeMs }: UncaughtOptions): void {
  process.on('unhandledRejection', (reason) => { log.error({ err: reason }, 'a rejection was not handled') })
  let closing = false
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'an exception was not caught; the server ends, sessions go on')
    if (closing) return
    closing = true
    setTimeout(() => { process.exit(1) }, closeMs)
    close().then(() => { process.exit(1) }, () => { process.exit(1) })
  })
}
