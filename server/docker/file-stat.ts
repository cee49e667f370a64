import { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { EngineProblem } from './engine-problem.ts'

/** A file of a container, as the engine describes it. */
export type FileStat = {
  kind: 'file' | 'folder' | 'link' | 'other'
  /** Somebody may run it. */
  executable: boolean
  /** Where a link ends, inside the container; null for what is no link. */
  target: string | null
}

// Go's os.FileMode, which is what the engine sends: the kind is in its upper bits.
const folderBit = 2 ** 31
const linkBit = 2 ** 27
const otherBits = 0x0728_0000

/** Reads the head of an answer about one path (`X-Docker-Container-Path-Stat`: JSON in base64, see Docker's API). */
export function statOf(answer: Readable): FileStat {
  answer.resume()
  const head = answer instanceof IncomingMessage ? answer.headers['x-docker-container-path-stat'] : undefined
  const said: unknown = typeof head === 'string' ? JSON.parse(Buffer.from(head, 'base64').toString('utf8')) : null
  if (typeof said !== 'object' || said === null || !('mode' in said) || typeof said.mode !== 'number') {
    throw new EngineProblem('failed', 'The Docker engine did not describe a file of a container as its API says; try again.', { engine: 'ok' })
  }
  const target = 'linkTarget' in said && typeof said.linkTarget === 'string' && said.linkTarget !== '' ? said.linkTarget : null
  return { kind: kindOf(said.mode), executable: (said.mode & 0o111) !== 0, target }
}

function kindOf(mode: number): FileStat['kind'] {
  const has = (bits: number): boolean => (mode & bits) !== 0
  if (has(folderBit)) return 'folder'
  if (has(linkBit)) return 'link'
  return has(otherBits) ? 'other' : 'file'
}
