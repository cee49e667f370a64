import { expect, it } from 'vitest'
import { giveBack, roomyMemory, takeHeadroom } from './headroom.ts'

it('what lies before bytes is given to one who asks', () => {
  const bytes = roomyMemory()(1_000)
  bytes.fill('b')
  const part = bytes.subarray(10)
  const message = takeHeadroom(part, 200)
  expect(message).toHaveLength(990 + 200)
  message?.fill('a', 0, 200)
  expect(part.toString()).toBe('b'.repeat(990))
  expect(takeHeadroom(part, 1), 'a second time').toBeNull()
})

it('bytes without room of their own have none', () => {
  expect(takeHeadroom(Buffer.from('from the pool of all small buffers'), 1)).toBeNull()
  expect(takeHeadroom(new Uint8Array(1_000).subarray(500), 1)).toBeNull()
  expect(takeHeadroom(roomyMemory()(10), 1_000), 'more than there is').toBeNull()
})

it('is used again once it was given back, and only then', () => {
  const memory = roomyMemory()
  const first = memory(20_000)
  giveBack(first)
  const second = memory(20_000)
  expect(second.buffer, 'what nobody took may still be looked at').not.toBe(first.buffer)
  const message = takeHeadroom(first, 100) ?? first
  giveBack(message)
  giveBack(message)
  const third = memory(200_000)
  expect(third.buffer).toBe(first.buffer)
  expect(memory(20_000).buffer, 'given back twice').not.toBe(first.buffer)
  expect(takeHeadroom(third, 100)).toHaveLength(200_100)
  expect(memory(1_000_000)).toHaveLength(1_000_000)
})
