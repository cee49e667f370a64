import { Duplex, Readable } from 'node:stream'

/** dockerode promises the old stream interfaces; what it hands out are Node's own streams. */
export function readable(stream: unknown): Readable {
  if (stream instanceof Readable) return stream
  throw new TypeError('The engine client did not hand out a readable stream.')
}

export function duplex(stream: unknown): Duplex {
  if (stream instanceof Duplex) return stream
  throw new TypeError('The engine client did not hand out a duplex stream.')
}
