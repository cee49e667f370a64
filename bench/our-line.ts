import type { Client } from '../client/client.ts'
import type { Line } from './line.ts'

/** A terminal through the whole product. A byte that is skipped, missing or doubled on the way is an error. */
export async function ourLine(client: Client, terminalId: string): Promise<Line> {
  let listener: (bytes: Uint8Array) => void = () => undefined
  let end: number | null = null
  let subscription: { unsubscribe(): void } | null = null
  await new Promise<void>((resolve, reject) => {
    subscription = client.terminals.attach.subscribe({ terminalId }, {
      onData: ({ id, data }) => {
        if (data.kind === 'snapshot' && end !== null) throw new Error(`the viewer was moved forward over ${String(data.skipped)} bytes`)
        if (data.kind === 'data') {
          if (end !== null && data.offset !== end) throw new Error(`offset ${String(data.offset)} came after ${String(end)}`)
          listener(data.bytes)
        }
        end = Number(id)
        resolve()
      },
      onError: reject,
    })
  })
  return {
    write: (data) => client.terminals.write.mutate({ terminalId, data }),
    listen: (next) => { listener = next },
    [Symbol.asyncDispose]() {
      subscription?.unsubscribe()
      return Promise.resolve()
    },
  }
}
