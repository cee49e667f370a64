import { expect, test } from 'vitest'
import { limits } from '../../../contract/limits.ts'
import { createInputQueue, type InputQueueDeps } from './input-queue.ts'

type Sent = { text: string; seq: number; succeed: () => void; fail: (error: Error) => void }
const lost = new Error('lost')

/** A queue whose far end answers when the test says so. */
function queue(options: Partial<InputQueueDeps> = {}) {
  const sent: Sent[] = []
  const refused: unknown[] = []
  let wake = () => {}
  const input = createInputQueue({
    send: (data, seq) => new Promise<void>((succeed, fail) => {
      sent.push({ text: new TextDecoder().decode(data), seq, succeed, fail })
      wake()
    }),
    isLive: () => true,
    whenLive: () => Promise.resolve(true),
    isLost: (error) => error === lost,
    onRefused: (why) => {
      refused.push(why)
      wake()
    },
    ...options,
  })
  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => { wake = resolve })
  }
  return { sent, refused, until, type: (text: string) => input.push(new TextEncoder().encode(text)) }
}

test('what one event brings in parts travels together', async () => {
  const { sent, until, type } = queue()
  type('l')
  type('s')
  await until(() => sent.length === 1)
  expect(sent[0]).toMatchObject({ text: 'ls', seq: 1 })
})

test('one piece is in flight; what is typed meanwhile is the next one', async () => {
  const { sent, until, type } = queue()
  type('a')
  await until(() => sent.length === 1)
  type('b')
  type('c')
  expect(sent).toHaveLength(1)
  sent[0]?.succeed()
  await until(() => sent.length === 2)
  expect(sent[1]).toMatchObject({ text: 'bc', seq: 2 })
})

test('a large paste is cut into pieces that are allowed, and nothing of it is lost', async () => {
  const { sent, until, type } = queue()
  const paste = 'x'.repeat(limits.write * 2 + 7)
  type(paste)
  for (let n = 1; n <= 3; n++) {
    await until(() => sent.length === n)
    sent[n - 1]?.succeed()
  }
  expect(sent.map(({ text }) => text.length)).toEqual([limits.write, limits.write, 7])
  expect(sent.map(({ seq }) => seq)).toEqual([1, 2, 3])
})

test('offline, keys are refused and never sent later', async () => {
  let live = false
  const { sent, refused, until, type } = queue({ isLive: () => live })
  type('rm')
  expect(refused).toEqual(['offline'])
  live = true
  type('ls')
  await until(() => sent.length === 1)
  expect(sent[0]?.text).toBe('ls')
})

test('a piece whose answer was lost is sent again under the same number once the link is back', async () => {
  const { sent, refused, until, type } = queue()
  type('a')
  await until(() => sent.length === 1)
  sent[0]?.fail(lost)
  await until(() => sent.length === 2)
  expect(sent[1]).toMatchObject({ text: 'a', seq: 1 })
  sent[1]?.succeed()
  type('b')
  await until(() => sent.length === 3)
  expect(sent[2]).toMatchObject({ text: 'b', seq: 2 })
  expect(refused).toEqual([])
})

test('when the link stays away the person is told, and what waited is dropped', async () => {
  const { sent, refused, until, type } = queue({ whenLive: () => Promise.resolve(false) })
  type('a')
  await until(() => sent.length === 1)
  type('b')
  sent[0]?.fail(lost)
  await until(() => refused.length === 2)
  expect(refused).toEqual(['offline', 'lost'])
  type('c')
  await until(() => sent.length === 2)
  expect(sent[1]).toMatchObject({ text: 'c', seq: 2 })
})

test('a refusal by the far end is passed on, and what is typed after it is sent', async () => {
  const { sent, refused, until, type } = queue()
  const no = new Error('The session is stopped.')
  type('a')
  await until(() => sent.length === 1)
  sent[0]?.fail(no)
  await until(() => refused.length === 1)
  expect(refused).toEqual([{ error: no }])
  type('b')
  await until(() => sent.length === 2)
  expect(sent[1]?.text).toBe('b')
})
