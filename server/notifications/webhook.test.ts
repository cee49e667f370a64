import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AgentState } from '../../contract/session-state.ts'
import type { Session, SessionChange } from '../sessions/session.ts'
import { tellOfWaiting } from './waiting-sessions.ts'
import { checkWebhookAddress } from './webhook-address.ts'
import { createWebhook, type Notification } from './webhook.ts'

let folder: string
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void
const bodies: string[] = []
const server = createServer((request, response) => {
  let body = ''
  request.on('data', (chunk: Buffer) => { body += chunk.toString() })
  request.on('end', () => {
    bodies.push(body)
    answer(request, response, body)
  })
})
let url: string

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'claudework-webhook-'))
  bodies.length = 0
  answer = (_request, response) => { response.writeHead(200).end() }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  url = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}/hook`
})
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
  rmSync(folder, { recursive: true, force: true })
})

const webhookWith = (deadlineMs = 5_000) => createWebhook({ origin: 'http://page', file: join(folder, 'webhook.json'), log: pino({ level: 'silent' }), now: () => 0, deadlineMs })

describe('the webhook', () => {
  it('posts what ntfy takes, keeps its address to itself, and knows it again after a restart', async () => {
    const webhook = webhookWith()
    await expect(webhook.test()).rejects.toMatchObject({ kind: 'precondition' })
    webhook.set({ address: url, topic: 'mine' })
    expect(statSync(join(folder, 'webhook.json')).mode & 0o777).toBe(0o600)
    expect(await webhookWith().test()).toMatchObject({ address: url, topic: 'mine', lastSentAt: '1970-01-01T00:00:00.000Z', lastFailure: null })
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ topic: 'mine', title: 'claudework', priority: 3, tags: ['wave'], click: 'http://page', message: expect.any(String) as unknown })
  })

  it('does not follow a redirect, and says where it pointed nowhere', async () => {
    const webhook = webhookWith()
    webhook.set({ address: url })
    answer = (_request, response) => { response.writeHead(302, { location: 'http://169.254.169.254/' }).end() }
    await expect(webhook.test()).rejects.toThrow(/not followed/)
    answer = (_request, response) => { response.writeHead(500).end('no') }
    await expect(webhook.test()).rejects.toThrow(/answered 500/)
    expect(webhook.view().lastFailure?.message).toMatch(/answered 500/)
    expect(bodies).toHaveLength(2)
    answer = (_request, response) => { response.writeHead(204).end() }
    expect((await webhook.test()).lastFailure).toBeNull()
  })

  it('gives up on one that does not answer, and reads little of one that never ends', async () => {
    const silent = webhookWith(500)
    silent.set({ address: url })
    answer = () => undefined
    await expect(silent.test()).rejects.toThrow(/no answer within 0.5 s/)
    answer = (_request, response) => {
      response.writeHead(200)
      const more = (): void => { while (!response.destroyed && response.write(Buffer.alloc(65_536))) { /* until it is full */ } }
      response.on('drain', more)
      more()
    }
    expect((await silent.test()).lastFailure).toBeNull()
  })

  it('never goes to an address for machines about themselves, by number or by name', async () => {
    for (const address of ['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1%eth0', 'fd00:ec2::254', '0.0.0.0', '::', '224.0.0.1', '100.100.100.200']) expect(() => checkWebhookAddress(address), address).toThrow(/never for notifications/)
    for (const address of ['127.0.0.1', '::1', '192.168.1.5', '10.0.0.2', '93.184.216.34']) expect(() => checkWebhookAddress(address), address).not.toThrow()
    const webhook = webhookWith()
    for (const host of ['169.254.169.254', '[::ffff:a9fe:a9fe]', '2852039166']) {
      webhook.set({ address: `http://${host}/latest` })
      await expect(webhook.test()).rejects.toThrow(/never for notifications/)
    }
  })
})

describe('sessions that begin to wait', () => {
  // Only what is looked at.
  const session = (id: string, agentState: Partial<AgentState>, question: string | null = null) => ({ id, name: id, status: 'running', question, agentState: { state: 'working', message: null, ...agentState } }) as Session
  async function* changesOf(changes: SessionChange[]): AsyncGenerator<SessionChange> {
    for (const change of changes) yield await Promise.resolve(change)
  }

  it('are told once each time, and not those that waited already', async () => {
    const told: Notification[] = []
    const waits = (id: string, message: string): SessionChange => ({ kind: 'upsert', session: session(id, { state: 'waiting', message }) })
    const works = (id: string): SessionChange => ({ kind: 'upsert', session: session(id, {}) })
    await tellOfWaiting({
      changes: changesOf([
        { kind: 'list', sessions: [session('old', { state: 'waiting', message: 'Old?' }), session('a', {})] },
        waits('old', 'Old?'), waits('a', 'Allow?'), waits('a', 'Allow?'), works('a'), waits('a', 'Allow?'),
        { kind: 'upsert', session: session('b', {}, 'Still needed?') }, { kind: 'removed', id: 'b' },
      ]),
      origin: 'http://page',
      tell: (notification) => told.push(notification),
    })
    expect(told.map(({ title, message, click }) => `${title}: ${message} ${click}`)).toEqual([
      'a needs you: Allow? http://page/sessions/a', 'a needs you: Allow? http://page/sessions/a', 'b needs you: Still needed? http://page/sessions/b',
    ])
  })
})
