import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listenForHooks, type HookListener } from './hook-listener.ts'

let heard: string[]
let listener: HookListener

beforeEach(async () => {
  heard = []
  listener = await listenForHooks((body) => heard.push(body))
})
afterEach(() => listener.close())

const post = async (url: string, body: string): Promise<number> => (await fetch(url, { method: 'POST', body })).status

describe('where hooks report to', () => {
  test('is on the loopback only, at an address that nobody guesses', () => {
    expect(listener.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/hook\/[\w-]{32}$/)
  })

  test('takes a report and answers it with nothing', async () => {
    expect(await post(listener.url, '{"hook_event_name":"Stop"}')).toBe(200)
    expect(heard).toEqual(['{"hook_event_name":"Stop"}'])
  })

  test.each([
    ['another secret', () => listener.url.replace(/.{4}$/, 'AAAA')],
    ['none', () => new URL('/', listener.url).href],
    ['more behind it', () => `${listener.url}/x`],
  ])('hears nobody with %s', async (_, url) => {
    expect(await post(url(), '{}')).toBe(404)
    expect((await fetch(listener.url)).status).toBe(404)
    expect(heard).toEqual([])
  })

  test('what is too long is taken to its end, so that the agent has no error to show, and not heard', async () => {
    expect(await post(listener.url, 'x'.repeat(5 * 1024 * 1024))).toBe(200)
    expect(heard).toEqual([])
  })

  test('a peer that says half of something and leaves harms nobody', async () => {
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write(`POST ${new URL(listener.url).pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf`)
    socket.destroy()
    await once(socket, 'close')
    expect(await post(listener.url, 'whole')).toBe(200)
    expect(heard).toEqual(['whole'])
  })
})
