import { expect, it } from 'vitest'
import { steadyFetch } from './steady-fetch.ts'

const url = 'http://127.0.0.1/x'
function failing(times: number) {
  let asked = 0
  const ask = (): Promise<Response> => (++asked <= times ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(new Response('well')))
  return { ask: steadyFetch(ask, () => Promise.resolve()), asked: () => asked }
}

it('asks a read again while the network changes', async () => {
  const { ask, asked } = failing(2)
  expect(await (await ask(url)).text()).toBe('well')
  expect(asked()).toBe(3)
})

it('outlasts a server that restarts, and asks no more often than every two seconds', async () => {
  const pauses: number[] = []
  let asked = 0
  const ask = steadyFetch(
    () => (++asked <= 100 ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(new Response('well'))),
    (ms) => { pauses.push(ms); return Promise.resolve() },
  )
  expect(await (await ask(url)).text()).toBe('well')
  expect([pauses[0], pauses.at(-1), pauses.length]).toEqual([300, 2_000, 100])
})

it('never sends anything twice', async () => {
  const { ask, asked } = failing(1)
  await expect(ask(url, { method: 'POST', body: '{}' })).rejects.toThrow('Failed to fetch')
  expect(asked()).toBe(1)
})

it('stops when its caller has left', async () => {
  const { ask, asked } = failing(100)
  await expect(ask(url, { signal: AbortSignal.abort() })).rejects.toThrow()
  expect(asked()).toBe(1)
})
