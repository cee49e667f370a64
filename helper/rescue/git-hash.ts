import { createHash, type Hash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { bytesOf, type BytePath } from '../bytes.ts'
import { HelperFailure } from '../failure.ts'

export type Algorithm = 'sha1' | 'sha256'

/** The name that git gives to these bytes as they are, without any filter. */
export function blobHash(algorithm: Algorithm, size: number): Hash {
  return createHash(algorithm).update(`blob ${String(size)}\0`)
}

export function hashOfBytes(algorithm: Algorithm, bytes: Buffer): string {
  return blobHash(algorithm, bytes.length).update(bytes).digest('hex')
}

const piece = 256 * 1024

/** The bytes of a regular file in pieces: exactly as many as it had when it was opened. Never follows a link. */
export function* readFilePieces(path: BytePath, size: number): Generator<Buffer> {
  const file = openToRead(path)
  try {
    const stat = fstatSync(file)
    if (!stat.isFile() || stat.size !== size) throw changed(path)
    for (let left = size; left > 0;) {
      const buffer = Buffer.allocUnsafe(Math.min(piece, left))
      const read = readSync(file, buffer, 0, buffer.length, null)
      if (read === 0) throw changed(path)
      left -= read
      yield buffer.subarray(0, read)
    }
  } finally {
    closeSync(file)
  }
}

export function hashOfFile(algorithm: Algorithm, path: BytePath, size: number): string {
  const hash = blobHash(algorithm, size)
  for (const bytes of readFilePieces(path, size)) hash.update(bytes)
  return hash.digest('hex')
}

function openToRead(path: BytePath): number {
  try {
    return openSync(bytesOf(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') throw new HelperFailure(`${bytesOf(path).toString('utf8')} may not be read; give its owner the right to and try again.`, { cause: error })
    throw error
  }
}

function changed(path: BytePath): HelperFailure {
  return new HelperFailure(`${bytesOf(path).toString('utf8')} changed while it was being read; stop what writes it and try again.`)
}
