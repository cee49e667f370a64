import { expect, test } from 'vitest'
import { compressed } from './compressed.ts'

const text = '<p>one session after the other</p>'.repeat(1_000)
const asked = (encoding: string) => new Request('http://127.0.0.1/', { headers: { 'accept-encoding': encoding } })

test('a page is sent in a tenth of its bytes to a browser that takes it so', async () => {
  const response = compressed(new Response(text, { status: 203, headers: { 'Content-Type': 'text/html', 'Content-Length': '7' } }), asked('gzip, deflate, br'))
  expect([response.status, ...['Content-Type', 'Content-Encoding', 'Vary', 'Content-Length'].map((name) => response.headers.get(name))]).toEqual([203, 'text/html', 'gzip', 'Accept-Encoding', null])
  const packed = await response.blob()
  expect(packed.size).toBeLessThan(text.length / 10)
  expect(await new Response(packed.stream().pipeThrough(new DecompressionStream('gzip'))).text()).toBe(text)
})

test.each(['', 'br', 'identity'])('and as it is to one that takes %j', async (encoding) => {
  const response = compressed(new Response(text), asked(encoding))
  expect(response.headers.get('Content-Encoding')).toBeNull()
  expect(await response.text()).toBe(text)
})

test('what has no body, as a redirect, stays without one', () => {
  const response = compressed(new Response(null, { status: 302, headers: { Location: '/sign-in' } }), asked('gzip'))
  expect([response.status, response.body, response.headers.get('Location')]).toEqual([302, null, '/sign-in'])
})
