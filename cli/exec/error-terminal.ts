import { randomUUID } from 'node:crypto'
import { attachEvents, type Client } from '../../client/client.ts'
import { Failure } from '../failure.ts'
import { TypedInput } from '../terminal/typed-input.ts'
import { MarkFinder } from './mark-finder.ts'
import { lostOutput } from './lost-output.ts'
import { waitingLine } from './shell-script.ts'

export type ErrorTerminal = {
  /** Its device, such as `/dev/pts/3`: what is written there comes out here. */
  device: string
  /** Nothing more is written there. Resolves when all that was has been taken. */
  finish(): Promise<void>
  close(): Promise<void>
}

export type Errors = {
  sessionId: string
  /** Takes errors in order; the next piece comes when it has resolved. */
  onErrors: (bytes: Uint8Array) => Promise<void>
  signal: AbortSignal
}

/** A second terminal, in which a command's errors come out apart from its output: a terminal has one stream of bytes. */
export async function openErrorTerminal(client: Client, { sessionId, onErrors, signal }: Errors): Promise<ErrorTerminal> {
  const { id: terminalId, offset } = await client.terminals.open.mutate({ sessionId, cols: 80, rows: 24 })
  const typed = new TypedInput(client, { terminalId, clientId: randomUUID() }, () => undefined)
  const close = async (): Promise<void> => {
    typed.close()
    await client.terminals.close.mutate({ terminalId })
  }
  const ready = new MarkFinder(randomUUID())
  const device = Promise.withResolvers<string>()

  async function follow(): Promise<void> {
    let head: Buffer | null = Buffer.alloc(0)
    for await (const event of attachEvents(client, terminalId, { offset, signal, waitingBytes: Infinity })) {
      if (event.kind === 'snapshot') throw lostOutput()
      if (event.kind === 'exit') return
      if (event.kind !== 'data') continue
      let bytes = ready.push(event.bytes)
      if (head) {
        head = Buffer.concat([head, bytes])
        const end = head.indexOf('\x1e')
        if (!ready.isFound() || end < 0) continue
        device.resolve(head.toString('utf8', 0, end))
        bytes = head.subarray(end + 1)
        head = null
      }
      if (bytes.length > 0) await onErrors(bytes)
    }
  }
  const followed = follow()
  followed.then(() => { device.reject(new Failure("The session's shell ended before the command could begin.")) }, device.reject)
  typed.push(Buffer.from(waitingLine(ready.word)))
  try {
    return {
      device: await device.promise,
      finish: () => {
        typed.push(Buffer.from('\n'))
        return followed
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
