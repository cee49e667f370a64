import { Decoder, Encoder } from '@msgpack/msgpack'

const encoder = new Encoder({ ignoreUndefined: true })
const decoder = new Decoder()

/** tRPC's WebSocket encoder, the same on both ends: msgpack frames, in which a `Uint8Array` keeps its type. */
export const wsEncoder = {
  encode: (value: unknown): Uint8Array<ArrayBuffer> => encoder.encode(value),
  decode: (message: string | ArrayBuffer | Uint8Array): unknown =>
    typeof message === 'string' ? JSON.parse(message) : decoder.decode(message),
}
