import { describe, expect, it } from 'vitest'
import { OutputFilter } from './output-filter.ts'

const filtered = (...chunks: string[]): string => {
  const filter = new OutputFilter()
  return chunks.map((chunk) => Buffer.from(filter.push(Buffer.from(chunk, 'latin1'))).toString('latin1')).join('')
}

const questions = ['\x1b[c', '\x1b[0c', '\x1b[>c', '\x1b[=c', '\x1b[5n', '\x1b[6n', '\x1b[?6n', '\x1b[?2026$p', '\x1b[>q', '\x1b[18t', '\x1b[?u', '\x1bZ', '\x1b]11;?\x07', '\x1b]4;1;?\x1b\\', '\x1bP$qm\x1b\\', '\x1bP+q544e\x1b\\']
const drawing = ['plain', '\x1b[31m', '\x1b[2J', '\x1b[?25l', '\x1b[>1u', '\x1b[0 q', '\x1b[>4;2m', '\x1b[22;0t', '\x1b]0;a title\x07', '\x1b]8;;http://host\x1b\\', '\x1bP0;1q#0\x1b\\', '\x1b(B', '\x1b7', '\x1b[!p', '\x1b\x1b[1m']

describe('OutputFilter', () => {
  it.each(questions)('drops the question %j, wherever it is split', (question) => {
    for (let at = 0; at <= question.length; at += 1) expect(filtered(`a${question.slice(0, at)}`, `${question.slice(at)}b`)).toBe('ab')
  })

  it.each(drawing)('passes %j, wherever it is split', (text) => {
    for (let at = 0; at <= text.length; at += 1) expect(filtered(`a${text.slice(0, at)}`, `${text.slice(at)}b`)).toBe(`a${text}b`)
  })

  it('holds back no more than a question is long', () => {
    const endless = `\x1b]52;c;${'A'.repeat(100_000)}`
    expect(filtered(endless)).toBe(endless)
  })

  it('knows the alternate screen', () => {
    const filter = new OutputFilter()
    filter.push(Buffer.from('\x1b[?1;1049h'))
    expect(filter.alternate).toBe(true)
    filter.push(Buffer.from('\x1b[?1049l'))
    expect(filter.alternate).toBe(false)
  })
})
