import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environmentOf, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { makeSmallRepository, startTestServer, type TestServer } from '../testing/test-server.ts'

describe('the history of a session on this machine', () => {
  let test: TestServer
  let repoUrl: string
  let environmentId: string

  beforeAll(async () => {
    repoUrl = makeSmallRepository()
    test = await startTestServer()
    environmentId = await environmentOf(test.client, 'HOST')
  }, 60_000)
  afterAll(async () => { await test[Symbol.asyncDispose]() })

  const told = async (sessionId?: string): Promise<string[]> =>
    (await test.client.events.list.query(sessionId === undefined ? {} : { sessionId })).map(({ actor, what, result, why }) => [actor, what, result, why].join('|'))

  it('says who did what, how it went and why, and outlives the session', async () => {
    const { id } = await test.client.sessions.create.mutate({ name: 'Told', repoUrl, agent: 'shell', environmentId })
    await sessionWhen(test.client, id, ({ status }) => status === 'running')
    await test.client.sessions.update.mutate({ id, name: 'Retold', pinned: true })
    await test.client.sessions.stop.mutate({ id })
    await test.client.sessions.start.mutate({ id })
    await test.client.sessions.remove.mutate({ id })
    expect(await told(id)).toEqual([
      'user|remove|done|', 'user|start|done|', 'user|stop|done|', 'user|change|done|renamed to "Retold", kept running when idle', 'user|create|done|',
    ])
    expect((await test.client.events.list.query({ sessionId: id, limit: 1 }))[0]?.sessionName).toBe('Retold')
    expect(await told()).toContain('boot|server start|done|')
  })

  it('a creation that fails is told with its reason', async () => {
    const { id } = await test.client.sessions.create.mutate({ name: 'Not there', repoUrl: `${repoUrl}-not-there`, agent: 'shell', environmentId })
    const { statusReason } = await sessionWhen(test.client, id, ({ status }) => status === 'error')
    await sessionWhen(test.client, id, () => true)
    await expect.poll(() => told(id)).toEqual([`user|create|failed|${String(statusReason)}`])
  })

  it('a subscription brings each event as it comes', async () => {
    const { promise, resolve, reject } = Promise.withResolvers<string>()
    const subscription = test.client.events.onEvent.subscribe({}, { onData: ({ data }) => { if (data.what === 'create') resolve(data.sessionName ?? '') }, onError: reject, onStarted: () => {
      void test.client.sessions.create.mutate({ name: 'Seen live', repoUrl, agent: 'shell', environmentId })
    } })
    try {
      expect(await promise).toBe('Seen live')
    } finally {
      subscription.unsubscribe()
    }
  })
})
