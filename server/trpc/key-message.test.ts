import { expect, it } from 'vitest'
import { wsEncoder } from '../../contract/encoder.ts'
import { writeTerminal } from '../../contract/terminal.ts'
import { readKeyMessage } from './key-message.ts'

const terminalId = `${'0f'.repeat(16)}.${'a1'.repeat(8)}`
const message = (input: unknown, id: unknown = 'w1'): Buffer => Buffer.from(wsEncoder.encode({ id, method: 'mutation', params: { path: 'terminals.write', input } }))

it.each([
  { terminalId, data: 'x' },
  { terminalId, data: Buffer.from([0, 255, 128]) },
  { terminalId: 'a.b', data: '', clientId: 'c', seq: 0 },
  { terminalId, data: '\u001b[A'.repeat(60), clientId: 'c'.repeat(64), seq: 4_000_000_000 },
  ...[127, 128, 255, 256, 65_535, 65_536].map((seq) => ({ seq, clientId: 'page', data: '\r', terminalId })),
])('T4 a key is read as the contract reads it: %j', (input) => {
  expect(readKeyMessage(message(input))).toEqual({ id: 'w1', input: writeTerminal.parse(input) })
})

it.each<[string, Buffer]>([
  ['letters beyond ASCII', message({ terminalId, data: 'é' })],
  ['more than keys', message({ terminalId, data: 'x'.repeat(600) })],
  ['a number for a name', message({ terminalId, data: 'x' }, 7)],
  ['an id that is none', message({ terminalId: 'a/b', data: 'x' })],
  ['an id that is too long', message({ terminalId: 'a'.repeat(65), data: 'x' })],
  ['no id', message({ data: 'x' })],
  ['no data', message({ terminalId })],
  ['a client without a name', message({ terminalId, data: 'x', clientId: '' })],
  ['a client with a long name', message({ terminalId, data: 'x', clientId: 'c'.repeat(65) })],
  ['a negative number', message({ terminalId, data: 'x', seq: -1 })],
  ['a fraction', message({ terminalId, data: 'x', seq: 1.5 })],
  ['another field', message({ terminalId, data: 'x', more: 'y' })],
  ['nothing for a client', message({ terminalId, data: 'x', clientId: null })],
  ['no fields', message([])],
  ['another call', Buffer.from(wsEncoder.encode({ id: 'w1', method: 'mutation', params: { path: 'terminals.close', input: { terminalId, data: 'x' } } }))],
  ['more in a call', Buffer.from(wsEncoder.encode({ id: 'w1', method: 'mutation', params: { path: 'terminals.write', input: { terminalId, data: 'x' }, lastEventId: '1' } }))],
  ['more in a message', Buffer.concat([message({ terminalId, data: 'x' }), Buffer.of(0xc0)])],
])('%s is left to the codec and the contract', (_, bytes) => {
  expect(readKeyMessage(bytes)).toBeNull()
})

it('what is cut, or of which a byte was changed, is nothing else than what the contract makes of it', () => {
  const whole = message({ terminalId, data: 'x', clientId: 'page', seq: 300 })
  for (let length = 0; length < whole.length; length++) expect(readKeyMessage(whole.subarray(0, length))).toBeNull()
  let read = 0
  for (let at = 0; at < whole.length; at++) {
    for (const byte of [0x00, 0x7f, 0x80, 0x81, 0xa0, 0xbf, 0xc0, 0xc4, 0xcc, 0xce, 0xd9, 0xff]) {
      const changed = Buffer.from(whole)
      changed[at] = byte
      const key = readKeyMessage(changed)
      if (!key) continue
      read += 1
      const { id, params: { input } } = wsEncoder.decode(changed) as { id: unknown; params: { input: unknown } }
      expect(key).toEqual({ id, input: writeTerminal.parse(input) })
    }
  }
  expect(read).toBeGreaterThan(20)
})
