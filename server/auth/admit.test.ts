import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { createAdmit } from './admit.ts'

const origin = 'http://claudework-c1.localhost:4600'
const host = 'claudework-c1.localhost:4600'
const admit = createAdmit({ hosts: new Set([host, '127.0.0.1:4600', '[::1]:4600', 'localhost:4600']), origin })

type Given = { method?: string; url?: string } & Record<string, string>
function ask(kind: 'http' | 'upgrade', { method = 'GET', url = '/', ...headers }: Given): number {
  const admission = admit({ method, url, headers: { host, ...headers } } as unknown as IncomingMessage, kind)
  return admission.admitted ? 200 : admission.status
}

const foreignOrigins = [
  'https://evil.example', 'null', 'file://', 'http://localhost:4600', 'http://127.0.0.1:4600', 'http://claudework-c1.localhost',
  'http://claudework-c1.localhost:4601', 'https://claudework-c1.localhost:4600', 'http://claudework-c1.localhost:4600.evil',
  'http://claudework-c1.localhost:4600/', 'http://claudework-c1.localhost.:4600', 'http://user@claudework-c1.localhost:4600',
  'http://evil.claudework-c1.localhost:4600', `${origin},https://evil.example`, 'HTTP://CLAUDEWORK-C1.localhost:4600', '',
]
const foreignHosts = ['evil.example', 'evil.example:4600', 'claudework-c1.localhost', 'claudework-c1.localhost.:4600', 'x.claudework-c1.localhost:4600', '127.0.0.1', '0.0.0.0:4600', '127.0.0.1:4601', '']
const json = 'application/json'

describe.each(['http', 'upgrade'] as const)('admit() over %s', (kind) => {
  it.each(foreignOrigins)('A01 A02: refuses Origin %j', (given) => {
    expect(ask(kind, { origin: given })).toBe(403)
    expect(ask(kind, { origin: given, authorization: 'Bearer x' })).toBe(403)
  })

  it.each(foreignHosts)('A03: refuses Host %j before it looks at anything else', (given) => {
    expect(ask(kind, { host: given, origin })).toBe(421)
    expect(ask(kind, { host: given, origin: `http://${given}` })).toBe(421)
  })

  it('A15: takes no word from forwarding headers', () => {
    expect(ask(kind, { host: 'evil.example', 'x-forwarded-host': host, forwarded: `host=${host}` })).toBe(421)
  })

  it('takes our own page and programs on this machine', () => {
    expect(ask(kind, { origin })).toBe(200)
    expect(ask(kind, { host: '127.0.0.1:4600', authorization: 'Bearer x' })).toBe(200)
    expect(ask(kind, { host: '[::1]:4600' })).toBe(200)
  })
})

describe('admit() of requests', () => {
  it.each([
    ['none', 'navigate', 'document', 200],
    ['same-origin', 'cors', 'empty', 200],
    ['same-origin', 'no-cors', 'image', 200],
    ['cross-site', 'navigate', 'document', 200],
    ['same-site', 'navigate', 'document', 200],
    ['cross-site', 'navigate', 'iframe', 403],
    ['cross-site', 'no-cors', 'image', 403],
    ['same-site', 'cors', 'empty', 403],
    ['cross-site', 'no-cors', 'script', 403],
  ])('reads with Sec-Fetch %s %s %s: %i', (...[site, mode, destination, status]) => {
    expect(ask('http', { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': destination })).toBe(status)
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/octet-stream', 'application/jsonx', 'text/json', ''])('A11: refuses a body of %j', (type) => {
    expect(ask('http', { method: 'POST', url: '/trpc/sessions.create', origin, 'content-type': type })).toBe(415)
  })

  it('takes JSON from our page, and from others with a token only', () => {
    const call = { method: 'POST', url: '/trpc/sessions.create', 'content-type': json }
    expect(ask('http', { ...call, origin })).toBe(200)
    expect(ask('http', { ...call, 'content-type': 'application/json; charset=utf-8', origin })).toBe(200)
    expect(ask('http', { ...call, authorization: 'Bearer x' })).toBe(200)
    expect(ask('http', call)).toBe(403)
  })

  it.each(['OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE'])('A10: %s exists nowhere', (method) => {
    expect(ask('http', { method, url: '/trpc/sessions.list', 'content-type': json, authorization: 'Bearer x' })).toBe(405)
  })

  it.each(['/', '/sessions/x', '/sign-in', '/trpcx'])('A40: nothing can be posted to %s', (url) => {
    expect(ask('http', { method: 'POST', url, origin, 'content-type': json })).toBe(405)
  })

  it.each(['/api/sessions', '/api/sessions/a/start', '/api'])('takes a change at %s from programs with a token only', (url) => {
    const bearer = { authorization: 'Bearer x' }
    for (const method of ['POST', 'DELETE']) {
      expect(ask('http', { method, url, ...bearer })).toBe(200)
      expect(ask('http', { method, url, ...bearer, 'content-type': json, 'content-length': '2' })).toBe(200)
      expect(ask('http', { method, url, ...bearer, 'content-type': 'text/plain', 'content-length': '2' })).toBe(415)
      expect(ask('http', { method, url, ...bearer, 'transfer-encoding': 'chunked' })).toBe(415)
      expect(ask('http', { method, url, 'content-type': json })).toBe(403)
      // Our own page too: what it sends, a page that rode on its origin could send.
      expect(ask('http', { method, url, origin, 'content-type': json })).toBe(403)
    }
  })

  it.each(['OPTIONS', 'PUT', 'PATCH', 'TRACE'])('A10: %s exists at no plain address either', (method) => {
    expect(ask('http', { method, url: '/api/sessions', 'content-type': json, authorization: 'Bearer x' })).toBe(405)
  })

  it.each(['/apix', '/sessions/api/x', '/openapi.jsonx'])('A40: nothing can be posted to %s', (url) => {
    expect(ask('http', { method: 'POST', url, 'content-type': json, authorization: 'Bearer x' })).toBe(405)
  })
})
