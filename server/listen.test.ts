import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from './listen.ts'
import { startTestServer } from './testing/test-server.ts'

/** Somebody else's program on a free port of this machine. */
async function occupied(host: string): Promise<number> {
  const other = createServer().listen(0, host)
  await once(other, 'listening')
  onTestFinished(() => { other.close() })
  return (other.address() as AddressInfo).port
}

const hasIpv6 = Object.values(networkInterfaces()).flat().some((address) => address?.address === '::1')

test.each(['127.0.0.1', ...(hasIpv6 ? ['::1'] : [])])('F14 a port that is taken on %s is refused with what to do, and none is held', async (host) => {
  const port = await occupied(host)
  await expect(listen(port)).rejects.toThrow(`Port ${String(port)} on ${host} is taken by another program. Stop it, or set PORT to another number.`)
  if (host === '127.0.0.1') return
  // The address before it could be taken, and was given back.
  const again = createServer().listen(port, '127.0.0.1')
  await once(again, 'listening')
  again.close()
})

test('F14 a server whose port is taken leaves its data directory to the next start', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'claudework-taken-'))
  const port = await occupied('127.0.0.1')
  const settings = { CLAUDEWORK_DATA_DIR: dataDir, DOCKER_HOST: 'unix:///nonexistent/docker.sock' }
  await expect(startTestServer({ ...settings, PORT: String(port) })).rejects.toThrow(/is taken by another program/)
  await using server = await startTestServer(settings)
  expect(await server.client.health.get.query()).toMatchObject({ ok: true })
})
