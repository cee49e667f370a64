import { randomUUID } from 'node:crypto'
import { attachEvents, type Client } from '../../client/client.ts'
import { exitCodeOf } from '../exit-code.ts'
import { Failure } from '../failure.ts'
import { TypedInput } from '../terminal/typed-input.ts'
import { openErrorTerminal } from './error-terminal.ts'
import { lostOutput } from './lost-output.ts'
import { MarkFinder } from './mark-finder.ts'
import { commandScript, openingLine } from './shell-script.ts'

export type RemoteCommand = {
  sessionId: string
  command: readonly string[]
  input: Buffer
  /** Takes output in order; the next piece comes when it has resolved. */
  onOutput: (bytes: Uint8Array) => Promise<void>
  /** The same for its errors; null = they come with the output, in their order. */
  onErrors: ((bytes: Uint8Array) => Promise<void>) | null
  signal: AbortSignal
}

/**
 * Runs a command in a shell terminal of its own, which is closed in the end, and answers its exit code. What the terminal
 * shows before the command begins (a greeting, the prompt, the echo) is left out; all that the command prints arrives.
 */
export async function runCommand(client: Client, command: RemoteCommand): Promise<number> {
  const { sessionId, onErrors, signal } = command
  if (!onErrors) return runIn(client, { ...command, errorDevice: null })
  const errors = await openErrorTerminal(client, { sessionId, onErrors, signal })
  try {
    const code = await runIn(client, { ...command, errorDevice: errors.device })
    if (!signal.aborted) await errors.finish()
    return code
  } finally {
    await errors.close()
  }
}

async function runIn(client: Client, { sessionId, command, input, onOutput, signal, errorDevice }: RemoteCommand & { errorDevice: string | null }): Promise<number> {
  const ready = new MarkFinder(randomUUID())
  const begin = new MarkFinder(randomUUID())
  const { id: terminalId, offset } = await client.terminals.open.mutate({ sessionId, cols: 80, rows: 24 })
  // A program that ends before it has read its input is no failure of ours: its exit code says what it thinks of it.
  const typed = new TypedInput(client, { terminalId, clientId: randomUUID() }, () => undefined)
  try {
    const script = Buffer.from(commandScript({ begin: begin.word, command, inputBytes: input.length, errorDevice }))
    typed.push(Buffer.from(openingLine({ ready: ready.word, scriptBytes: script.length })))
    // Everything is kept here while a slow reader takes it: what stays at the server for long is skipped there.
    for await (const event of attachEvents(client, terminalId, { offset, signal, waitingBytes: Infinity })) {
      if (event.kind === 'snapshot') throw lostOutput()
      if (event.kind === 'exit') {
        if (!begin.isFound()) throw new Failure("The session's shell ended before the command could begin.")
        return exitCodeOf(event.exit)
      }
      if (event.kind !== 'data') continue
      const wasReady = ready.isFound()
      const afterReady = ready.push(event.bytes)
      if (!wasReady && ready.isFound()) typed.push(Buffer.concat([script, input]))
      const output = ready.isFound() ? begin.push(afterReady) : afterReady
      if (output.length > 0) await onOutput(output)
    }
    if (signal.aborted) return 130
    throw new Failure('The terminal of the command was closed before it ended.')
  } finally {
    typed.close()
    await client.terminals.close.mutate({ terminalId })
  }
}
