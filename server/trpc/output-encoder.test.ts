import { describe, expect, it } from 'vitest'
import { wsEncoder } from '../../contract/encoder.ts'
import { roomyMemory } from '../headroom.ts'
import { outputEncoder } from './output-encoder.ts'

const event = (offset: number, bytes: Uint8Array, id = 7) => {
  const end = String(offset + bytes.length)
  return { id, jsonrpc: undefined, result: { type: 'data', data: { id: end, data: { kind: 'data', offset, bytes } }, id: end } }
}

describe('what the API sends', () => {
  it.each([
    ['a key', event(5, Buffer.from('x'))],
    ['no bytes', event(0, Buffer.alloc(0), 0)],
    ['256 KiB of the third run', event(3 * 2 ** 40 + 12_345, Buffer.alloc(256 * 1024, 0xc1), 0xffff_ffff)],
    ['a part of larger memory', event(9, new Uint8Array(new ArrayBuffer(64), 8, 16))],
  ])('T2 T4 output is what the codec would send: %s', (_, message) => {
    expect(outputEncoder.decode(new Uint8Array(outputEncoder.encode(message)))).toEqual(wsEncoder.decode(wsEncoder.encode(message)))
  })

  it('T2 output with room before it is sent from where it is', () => {
    const bytes = roomyMemory()(100_000)
    bytes.fill('x').write('begin')
    const sent = outputEncoder.encode(event(7, bytes))
    expect(sent.buffer).toBe(bytes.buffer)
    expect(outputEncoder.decode(new Uint8Array(sent))).toEqual(wsEncoder.decode(wsEncoder.encode(event(7, bytes))))
  })

  const key = event(5, Buffer.from('x'))
  it.each<[string, unknown]>([
    ['a call that has a name', { ...key, id: 'w1' }],
    ['a call of another protocol', { ...key, jsonrpc: '2.0' }],
    ['a snapshot', { id: 1, result: { type: 'data', id: '5', data: { id: '5', data: { kind: 'snapshot', offset: 5, data: 'screen', cols: 80, rows: 24, skipped: 0 } } } }],
    ['an answer', { id: 1, result: { type: 'data', data: { seq: 1 } } }],
    ['a start', { id: 1, result: { type: 'started' } }],
    ['an error', { id: 1, error: { code: -32_600, message: 'No.' } }],
    ['nothing', null],
  ])('all else the codec sends: %s', (_, message) => {
    expect(Buffer.from(outputEncoder.encode(message)).equals(wsEncoder.encode(message))).toBe(true)
  })
})
