import { describe, expect, it } from 'vitest'
import { createPromptQueue } from './prompt-queue.ts'

function queueWithLog() {
  const log: string[] = []
  return { log, queue: createPromptQueue((id, state) => log.push(`${id} ${state}`)) }
}
const prompt = (id: string) => ({ id, text: `text of ${id}` })

describe('the prompt queue', () => {
  it('hands over one prompt at a time, in order, and says delivered when it is confirmed', async () => {
    const { log, queue } = queueWithLog()
    const first = queue.add(prompt('a'))
    void queue.add(prompt('b'))
    expect(queue.handOver(() => true)?.id).toBe('a')
    expect(queue.handOver(() => true)).toBeNull()
    queue.confirm('b')
    queue.confirm('a')
    expect(await first).toBe('delivered')
    expect(queue.handOver(() => true)?.id).toBe('b')
    expect(log).toEqual(['a queued', 'b queued', 'a delivered'])
  })

  it('keeps a prompt that could not be written', () => {
    const { queue } = queueWithLog()
    void queue.add(prompt('a'))
    expect(queue.handOver(() => false)).toBeNull()
    expect(queue.waiting()).toEqual([prompt('a')])
  })

  it('a prompt that was handed over and not confirmed has failed when the process ends; those behind it wait on', async () => {
    const { log, queue } = queueWithLog()
    const lost = queue.add(prompt('a'))
    void queue.add(prompt('b'))
    queue.handOver(() => true)
    queue.lose()
    queue.lose()
    expect(await lost).toBe('failed')
    expect(queue.waiting()).toEqual([prompt('b')])
    expect(log).toEqual(['a queued', 'b queued', 'a failed'])
  })
})
