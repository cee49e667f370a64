import { HelperFailure } from '../failure.ts'
import { block, parseHeader, parseRecords, type TarEntry } from './tar-format.ts'

export type ReadEntry = TarEntry & {
  /** The content, once; what is left of it is skipped with the next entry. */
  body: () => AsyncGenerator<Buffer>
}

const mostRecords = 1024 * 1024

/** The entries of an archive, one after the other. Throws where it ends too early. */
export async function* readTar(input: AsyncIterable<Buffer>): AsyncGenerator<ReadEntry> {
  const source = byteSource(input)
  let records = new Map<string, string>()
  for (;;) {
    const head = await source.take(block)
    const parsed = parseHeader(head)
    if (parsed === null) {
      await source.drain()
      return
    }
    const { size } = parsed.entry
    if (parsed.type === 'records') {
      if (size > mostRecords) throw new HelperFailure('The rescue is damaged: a record of its archive is.')
      records = parseRecords(await source.take(size))
      await source.skip((block - (size % block)) % block)
      continue
    }
    const entry = { ...parsed.entry, path: records.get('path') ?? parsed.entry.path, target: records.get('linkpath') ?? parsed.entry.target, size: Number(records.get('size') ?? size) }
    records = new Map()
    let left = entry.size
    yield {
      ...entry,
      async *body() {
        while (left > 0) {
          const bytes = await source.some(left)
          left -= bytes.length
          yield bytes
        }
      },
    }
    await source.skip(left + ((block - (entry.size % block)) % block))
  }
}

function byteSource(input: AsyncIterable<Buffer>) {
  const iterator = input[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)

  /** At least one byte, at most `most`. */
  async function some(most: number): Promise<Buffer> {
    while (held.length === 0) {
      const next = await iterator.next()
      if (next.done) throw new HelperFailure('The rescue is not whole: its archive ends too early.')
      held = next.value
    }
    const bytes = held.subarray(0, most)
    held = held.subarray(bytes.length)
    return bytes
  }

  return {
    some,
    async take(size: number): Promise<Buffer> {
      const chunks: Buffer[] = []
      for (let left = size; left > 0;) {
        const bytes = await some(left)
        chunks.push(bytes)
        left -= bytes.length
      }
      return Buffer.concat(chunks)
    },
    async skip(size: number): Promise<void> {
      for (let left = size; left > 0;) left -= (await some(left)).length
    },
    /** Reads to the end, so that whoever writes is not broken off. */
    async drain(): Promise<void> {
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) held = Buffer.alloc(0)
    },
  }
}
