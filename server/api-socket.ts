import { WebSocket, type RawData } from 'ws'
import { giveBack } from './headroom.ts'

/** A WebSocket whose messages can be taken before its listeners hear of them. */
export class ApiSocket extends WebSocket {
  /** Answers whether it has dealt with a message, which nobody else then hears of. */
  take: (data: RawData) => boolean = () => false

  override send(data: string | Uint8Array): void {
    // What memory a message is in, is free again when it is sent, or never will be.
    super.send(data, () => { if (typeof data !== 'string') giveBack(data) })
  }

  override emit(event: string | symbol, ...values: [data?: RawData, isBinary?: boolean]): boolean {
    const [data] = values
    if (event === 'message' && data !== undefined && this.take(data)) return true
    return super.emit(event, ...values)
  }
}
