/** A path as its bytes, one character each (latin1): the names in a tree need not be UTF-8, and every one must survive. */
export type BytePath = string

export function bytesOf(path: BytePath): Buffer {
  return Buffer.from(path, 'latin1')
}

export function bytePath(text: string): BytePath {
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** For people: what is not UTF-8 shows as replacement characters. */
export function readablePath(path: BytePath): string {
  return bytesOf(path).toString('utf8')
}
