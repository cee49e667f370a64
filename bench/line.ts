/** A terminal as a client sees it, whatever carries it: bytes in, bytes out. */
export type Line = AsyncDisposable & {
  write(text: string): Promise<unknown>
  /** Hears every byte from now on, in order; one listener at a time. */
  listen(listener: (bytes: Uint8Array) => void): void
}

const patienceMs = 60_000

/** Types a command and answers what `take` makes of the output, once it makes something of it (not null). */
export function ask<T>(line: Line, command: string, take: (bytes: Uint8Array) => T | null): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => { finish(() => { reject(new Error(`no answer within ${String(patienceMs)} ms to: ${command}`)) }) }, patienceMs)
    const finish = (end: () => void): void => {
      clearTimeout(timer)
      line.listen(() => undefined)
      end()
    }
    line.listen((bytes) => {
      try {
        const taken = take(bytes)
        if (taken !== null) finish(() => { resolve(taken) })
      } catch (error) {
        finish(() => { reject(error instanceof Error ? error : new Error(String(error))) })
      }
    })
    line.write(command).catch((error: unknown) => { finish(() => { reject(error instanceof Error ? error : new Error(String(error))) }) })
  })
}

/** Runs a command to its end. */
export function run(line: Line, command: string): Promise<true> {
  let text = ''
  // The typed line shows a $, its output the sum.
  return ask(line, `${command}; echo done-$((40+2))\r`, (bytes) => {
    text = (text + Buffer.from(bytes).toString('latin1')).slice(-1_000)
    return text.includes('done-42') ? true : null
  })
}
