import { expect, test } from 'vitest'
import { WriteOnce } from './write-once.ts'

test('a number is written once, while it is under way and after', async () => {
  const once = new WriteOnce()
  const written: string[] = []
  let finish = (): void => undefined
  const slow = (): Promise<void> => {
    written.push('a1')
    return new Promise((resolve) => { finish = resolve })
  }
  const first = once.run({ clientId: 'a', seq: 1 }, slow)
  const again = once.run({ clientId: 'a', seq: 1 }, slow)
  finish()
  await Promise.all([first, again, once.run({ clientId: 'a', seq: 1 }, slow)])
  await once.run({ clientId: 'a', seq: 0 }, slow)
  await once.run({ clientId: 'b', seq: 1 }, () => { written.push('b1'); return Promise.resolve() })
  await once.run({ clientId: 'a', seq: 2 }, () => { written.push('a2'); return Promise.resolve() })
  expect(written).toEqual(['a1', 'b1', 'a2'])
})

test('without a number everything is written', async () => {
  const once = new WriteOnce()
  let count = 0
  const write = (): Promise<void> => { count += 1; return Promise.resolve() }
  await once.run({ clientId: 'a' }, write)
  await once.run({ clientId: 'a' }, write)
  await once.run({ seq: 1 }, write)
  expect(count).toBe(3)
})

test('a write that was refused may be tried again under its number', async () => {
  const once = new WriteOnce()
  await expect(once.run({ clientId: 'a', seq: 4 }, () => Promise.reject(new Error('full')))).rejects.toThrow('full')
  let written = false
  await once.run({ clientId: 'a', seq: 4 }, () => { written = true; return Promise.resolve() })
  expect(written).toBe(true)
})
