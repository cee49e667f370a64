import { describe, expect, it } from 'vitest'
import { createOperations } from './operations.ts'

type Gate = { promise: Promise<void>; open: () => void }
function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  return { promise, open: () => { resolve(undefined) } }
}

describe('operations of a session', () => {
  it('F28: the same operation joins the running one', async () => {
    const operations = createOperations()
    const finish = gate()
    let runs = 0
    const work = async (): Promise<void> => {
      runs++
      await finish.promise
    }
    const both = Promise.all([operations.run('s', 'start', work), operations.run('s', 'start', work)])
    finish.open()
    await both
    expect(runs).toBe(1)
    expect(operations.current('s')).toBeNull()
  })

  it('another operation gets a conflict that names what runs', async () => {
    const operations = createOperations()
    const finish = gate()
    const first = operations.run('s', 'restart', () => finish.promise)
    await expect(operations.run('s', 'start', () => Promise.resolve())).rejects.toMatchObject({ kind: 'conflict', message: 'This session is restarting; try again when that has ended.' })
    finish.open()
    await first
  })

  it('stop and remove abort what runs, wait for its undo, then run', async () => {
    const operations = createOperations()
    const order: string[] = []
    const undone = gate()
    const creation = operations.run('s', 'create', async (signal) => {
      await new Promise((resolve) => { signal.addEventListener('abort', resolve) })
      order.push('aborted')
      await undone.promise
      order.push('undone')
      throw new Error('cancelled')
    })
    creation.catch(() => undefined)
    await Promise.resolve()
    await Promise.resolve()
    const removal = operations.run('s', 'remove', () => {
      order.push('removed')
      return Promise.resolve()
    })
    undone.open()
    await removal
    await expect(creation).rejects.toMatchObject({ kind: 'conflict', message: 'This session was deleted while it was being created, so that was called off.' })
    expect(order).toEqual(['aborted', 'undone', 'removed'])
  })

  it('nothing interrupts a removal', async () => {
    const operations = createOperations()
    const finish = gate()
    const removal = operations.run('s', 'remove', () => finish.promise)
    await expect(operations.run('s', 'stop', () => Promise.resolve())).rejects.toMatchObject({ kind: 'conflict' })
    finish.open()
    await removal
  })

  it('sessions do not wait for each other', async () => {
    const operations = createOperations()
    const finish = gate()
    const slow = operations.run('a', 'start', () => finish.promise)
    await operations.run('b', 'start', () => Promise.resolve())
    finish.open()
    await slow
  })
})
