import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createAgentHeard } from './agent-heard.ts'
import type { StoreChange } from '../session-store.ts'

let source = 'none'
let listeners: ((change: StoreChange) => void)[] = []
const touch = (): void => { for (const listener of listeners) listener({ kind: 'removed', id: 'other' }) }
const heard = createAgentHeard({
  stateOf: () => ({ state: 'unknown', source, since: '', message: null }),
  store: { onChange: (listener) => {
    listeners.push(listener)
    return () => { listeners = listeners.filter((one) => one !== listener) }
  } },
})

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

it('an agent that was heard of is not waited for', async () => {
  source = 'hook'
  await heard('s')
  expect(listeners).toEqual([])
})

it('one that says nothing is waited for only so long, and nobody listens on', async () => {
  source = 'none'
  let done = false
  const waiting = heard('s').then(() => { done = true })
  touch()
  await vi.advanceTimersByTimeAsync(4_900)
  expect(done).toBe(false)
  await vi.advanceTimersByTimeAsync(200)
  await waiting
  expect(listeners).toEqual([])
})

it('one whose session is deleted meanwhile is waited for no longer', async () => {
  source = 'none'
  const waiting = heard('s')
  for (const listener of listeners) listener({ kind: 'removed', id: 's' })
  await waiting
  expect(listeners).toEqual([])
})
