import type { Fence } from '../fence.ts'

type Wanted = { oid: string; size: number }

/** What one question to git may bring, since its answer is held in memory: so many objects, or so many bytes, or one object. */
const together = { objects: 1_000, bytes: 32 * 1024 * 1024 }
const headBytes = 100

/** The bytes of many blobs, in their order; null for one that the repository does not hold. */
export async function* blobsOf(fence: Fence, wanted: readonly Wanted[]): AsyncGenerator<Buffer | null> {
  for (let at = 0; at < wanted.length;) {
    let bytes = 0
    let end = at
    do {
      bytes += wanted[end]?.size ?? 0
      end += 1
    } while (end < wanted.length && end - at < together.objects && bytes + (wanted[end]?.size ?? 0) <= together.bytes)
    yield* await batch(fence, wanted.slice(at, end), bytes)
    at = end
  }
}

async function batch(fence: Fence, wanted: readonly Wanted[], bytes: number): Promise<(Buffer | null)[]> {
  const input = Buffer.from(wanted.map(({ oid }) => `${oid}\n`).join(''))
  const answer = await fence.git(['cat-file', '--batch'], { input, most: bytes + wanted.length * headBytes })
  const blobs: (Buffer | null)[] = []
  for (let at = 0; at < answer.length;) {
    const end = answer.indexOf(0x0a, at)
    const [, type, size] = answer.subarray(at, end).toString('latin1').split(' ')
    at = end + 1
    if (type !== 'blob') {
      blobs.push(null)
      continue
    }
    blobs.push(answer.subarray(at, at + Number(size)))
    at += Number(size) + 1
  }
  return blobs
}
