import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineSplitter, type Line } from './line-splitter.ts'

function split(chunks: Buffer[], cap?: number): Line[] {
  const lines: Line[] = []
  const splitter = createLineSplitter({ onLine: (line) => lines.push(line), ...(cap === undefined ? {} : { cap }) })
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return lines
}

const texts = (lines: Line[]) => lines.map(({ kind, text }) => `${kind}: ${text}`)

describe('the line splitter', () => {
  it('A84: gives the same lines wherever the stream is cut', () => {
    const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((word) => word.trim() !== '' && !word.includes('\n'))
    fc.assert(fc.property(fc.array(words, { maxLength: 10 }), fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), (lines, sizes) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''))
      const chunks: Buffer[] = []
      for (let from = 0, count = 0; from < bytes.length; count++) {
        const size = sizes[count % sizes.length] ?? 1
        chunks.push(bytes.subarray(from, from + size))
        from += size
      }
      expect(split(chunks)).toEqual(split([bytes]))
      expect(split(chunks).map(({ text }) => text)).toEqual(lines.map((line) => Buffer.from(line).toString('utf8')))
    }))
  })

  it('A84: keeps the beginning of a line over the cap, counts the rest, and goes on with the next', () => {
    const chunks = ['x'.repeat(600), 'y'.repeat(600), 'z\nnext\n'].map((text) => Buffer.from(text))
    const [long, next] = split(chunks, 1_000)
    expect(long).toMatchObject({ kind: 'too long', bytes: 1_201 })
    expect(long?.text).toBe('x'.repeat(600) + 'y'.repeat(400))
    expect(next).toEqual({ kind: 'line', text: 'next' })
  })

  it('A84: a gigabyte without a line end does not stay in memory', () => {
    const before = process.memoryUsage().arrayBuffers
    const lines: Line[] = []
    const splitter = createLineSplitter({ onLine: (line) => lines.push(line) })
    const megabyte = Buffer.alloc(1024 * 1024, 'x')
    for (let count = 0; count < 1_024; count++) splitter.push(Buffer.from(megabyte))
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(256 * 1024 * 1024)
    splitter.push(Buffer.from('\n'))
    expect(lines.map(({ kind, text }) => [kind, text.length])).toEqual([['too long', 64 * 1024]])
    expect(lines[0]).toHaveProperty('bytes', 1024 * 1024 * 1024)
  })

  it('takes a line of exactly the cap', () => {
    expect(texts(split([Buffer.from(`${'x'.repeat(10)}\n${'y'.repeat(11)}\n`)], 10))).toEqual(['line: xxxxxxxxxx', 'too long: yyyyyyyyyy'])
  })

  it('hands over half a line at the end, and nothing for an empty one', () => {
    expect(texts(split([Buffer.from('whole\n\n  \nhal')]))).toEqual(['line: whole', 'half: hal'])
  })
})
