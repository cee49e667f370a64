import { WebSocket, type RawData } from 'ws'

/** A WebSocket whose messages can be taken before its listeners hear of them. */
export class ApiSocket extends WebSocket {
  /** Answers whether it has dealt with a message, which nobody else then hears of. */
  take: (data: RawData) => boolean = () => false

  override emit(event: string | symbol, ...values: [data?: RawData, isBinary?: boolean]): boolean {
    const [data] = values
    if (event === 'message' && data !== undefined && this.take(data)) return true
    return super.emit(event, ...values)
  }
}
