import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '../fixtures/page-test.ts'

type Tried = Record<'read' | 'change' | 'form' | 'socket', string>

/** Runs in the page of the stranger. */
async function tryAll(target: string): Promise<Tried> {
  const answered = (asked: Promise<Response>): Promise<string> => asked.then(({ type, status }) => `${type} ${String(status)}`, () => 'refused')
  const socket = new Promise<string>((resolve) => {
    const line = new WebSocket(`${target.replace('http', 'ws')}/trpc?connectionParams=1`)
    line.onopen = () => { resolve('open') }
    line.onclose = () => { resolve('refused') }
  })
  return {
    read: await answered(fetch(`${target}/trpc/sessions.list`, { credentials: 'include' })),
    change: await answered(fetch(`${target}/trpc/auth.createCode`, { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body: '{}' })),
    form: await answered(fetch(`${target}/trpc/auth.createCode`, { method: 'POST', credentials: 'include', mode: 'no-cors', body: '{}' })),
    socket: await socket,
  }
}

test('A05 A06 A10 A13: The page of another program on this machine gets no cookie, no answer, no socket and no frame of a browser that is signed in', async ({ page, server, context }) => {
  const cookies: string[] = []
  const other = createServer((request, response) => {
    cookies.push(request.headers.cookie ?? '')
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>A preview</title>')
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const { origin } = new URL(page.url())
  const signIns = await server.client.auth.sessions.query()

  const stranger = await context.newPage()
  const statuses = new Map<string, number[]>()
  stranger.on('response', (response) => { statuses.set(response.url(), [...statuses.get(response.url()) ?? [], response.status()]) })
  for (const name of ['localhost', '127.0.0.1', 'claudework.localhost']) {
    await stranger.goto(`http://${name}:${String(port)}/`)
    for (const target of [origin, server.url]) {
      expect(await stranger.evaluate(tryAll, target)).toEqual({ read: 'refused', change: 'refused', form: 'refused', socket: 'refused' })
    }
    await stranger.evaluate((address) => new Promise((resolve) => {
      const frame = document.createElement('iframe')
      frame.onload = resolve
      frame.src = address
      document.body.append(frame)
    }), `${origin}/sessions`)
    expect(statuses.get(`${origin}/sessions`)).toEqual(Array.from(statuses.get(`${origin}/sessions`) ?? [], () => 403))
    expect(statuses.get(`${origin}/sessions`)).not.toHaveLength(0)
  }
  expect(cookies.length).toBeGreaterThanOrEqual(3)
  expect(cookies.filter((cookie) => cookie !== '')).toEqual([])
  expect(await server.client.auth.sessions.query()).toEqual(signIns)

  // A link is all that a stranger may have, and behind it the browser is still signed in.
  await stranger.evaluate((address) => { location.href = address }, origin)
  await expect(stranger.getByRole('navigation', { name: 'Sessions' })).toBeVisible()
  expect(await stranger.evaluate(() => [document.cookie, ...Object.keys(sessionStorage)])).toEqual([''])
  other.close()
})
