import { describe, expect, it } from 'vitest'
import { createOperations } from '../operations/operations.ts'
import { createActivity } from './activity.ts'
import { createStopIfIdle } from './stop-if-idle.ts'

function world() {
  const operations = createOperations()
  const activity = createActivity({ now: () => performance.now() })
  const did: string[] = []
  const state = { running: true, during: (): void => undefined }
  const stopIfIdle = createStopIfIdle({
    operations,
    activity,
    isRunning: () => state.running,
    stop: (id) => {
      did.push(`stop ${id}`)
      state.during()
      return Promise.resolve()
    },
    wake: (id) => {
      did.push(`wake ${id}`)
      return Promise.resolve()
    },
  })
  activity.input('s')
  return { operations, activity, did, state, stopIfIdle }
}

describe('stopping what was found idle', () => {
  it('stops at the generation it was decided at', async () => {
    const { activity, did, stopIfIdle } = world()
    expect(await stopIfIdle('s', activity.generationOf('s'))).toBe('stopped')
    expect(did).toEqual(['stop s'])
  })

  it('F48: activity between decision and stop wins', async () => {
    const { activity, did, stopIfIdle } = world()
    const decidedAt = activity.generationOf('s')
    activity.input('s')
    expect(await stopIfIdle('s', decidedAt)).toBe('active')
    expect(did).toEqual([])
  })

  it('F48: so does activity between the request and its turn', async () => {
    const { activity, did, stopIfIdle } = world()
    const outcome = stopIfIdle('s', activity.generationOf('s'))
    activity.screen('s')
    expect(await outcome).toBe('active')
    expect(did).toEqual([])
  })

  it('F48: what was typed while it went down wakes it again', async () => {
    const { activity, did, state, stopIfIdle } = world()
    state.during = () => { activity.input('s') }
    expect(await stopIfIdle('s', activity.generationOf('s'))).toBe('active')
    expect(did).toEqual(['stop s', 'wake s'])
  })

  it('what the place printed while it went down does not', async () => {
    const { activity, did, state, stopIfIdle } = world()
    state.during = () => { activity.screen('s') }
    expect(await stopIfIdle('s', activity.generationOf('s'))).toBe('stopped')
    expect(did).toEqual(['stop s'])
  })

  it("a person's operation is neither aborted nor waited for", async () => {
    const { activity, did, operations, stopIfIdle } = world()
    const { promise, resolve } = Promise.withResolvers<undefined>()
    let aborted = false
    const restart = operations.run('s', 'restart', async (signal) => {
      await promise
      aborted = signal.aborted
    })
    expect(await stopIfIdle('s', activity.generationOf('s'))).toBe('active')
    resolve(undefined)
    await restart
    expect({ aborted, did }).toEqual({ aborted: false, did: [] })
  })

  it('F50: what is stopped already is left alone', async () => {
    const { activity, did, state, stopIfIdle } = world()
    state.running = false
    expect(await stopIfIdle('s', activity.generationOf('s'))).toBe('active')
    expect(did).toEqual([])
  })
})
