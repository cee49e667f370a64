import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import type { Adapter, Place } from '../adapter.ts'
import { createCredentials } from '../credentials/credentials.ts'
import { createSshAgent } from '../credentials/ssh-agent.ts'
import { createDockerAdapter } from './adapter.ts'
import { namesOf } from './docker-state.ts'

const session: Place = {
  sessionId: 's1', name: 'one', repoUrl: 'https://x/y', branch: null,
  state: { ...namesOf('s1'), containerId: 'c1', runtimeVolume: 'claudework-rt-a-x64', image: 'i1' },
  environment: { id: 'e1', name: 'Docker', kind: 'DOCKER', config: {}, isDefault: true },
}

/** An adapter whose engine is not there, or hangs. */
async function adapterWithout(engine: 'a socket' | 'an answer'): Promise<Adapter> {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-adapter-'))
  const path = join(folder, 'docker.sock')
  const sockets = new Set<Socket>()
  const server = createServer((socket) => sockets.add(socket))
  if (engine === 'an answer') await new Promise<void>((resolve) => { server.listen(path, resolve) })
  const adapter = createDockerAdapter({
    supervisorDir: folder, imageRecipe: folder, signingKey: Buffer.alloc(32), baseImage: null, defaultAddress: { type: 'unix', path }, env: {}, sshAgent: createSshAgent({ socket: null }), gitHosts: { forRepository: () => null }, credentials: createCredentials({ env: { HOME: '/nonexistent' } }), gitProtocols: ['https'], cloneStallSeconds: 60, log: pino({ level: 'silent' }),
  })
  onTestFinished(async () => {
    await adapter.close()
    for (const socket of sockets) socket.destroy()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return adapter
}

test('F24 NFR-002 without an engine a session is unknown, never stopped, and the environment says how to get one', async () => {
  const adapter = await adapterWithout('a socket')
  expect(await adapter.poll(session)).toMatchObject({ place: 'unknown', engine: 'missing' })
  expect(await adapter.readiness(session.environment)).toMatchObject({ ready: false, engine: 'missing', reason: expect.stringContaining('No Docker engine is running here') as string })
  await expect(adapter.stop(session, 'stopped by user')).rejects.toMatchObject({ kind: 'unavailable' })
  await expect(adapter.remove(session)).rejects.toMatchObject({ kind: 'unavailable' })
})

test('F23 NFR-002 while the engine hangs a session is unknown within two seconds', async () => {
  const adapter = await adapterWithout('an answer')
  const began = performance.now()
  expect(await adapter.poll(session)).toMatchObject({ place: 'unknown', engine: 'not answering', reason: expect.stringContaining('did not answer within 2 s') as string })
  expect(await adapter.readiness(session.environment)).toMatchObject({ ready: false, engine: 'not answering' })
  expect(performance.now() - began).toBeLessThan(12_000)
})

test('a session that was never made has nothing to start, stop or reach', async () => {
  const adapter = await adapterWithout('a socket')
  const never = { ...session, state: null }
  expect(await adapter.poll(never)).toEqual({ place: 'missing', kept: false })
  await adapter.remove(never)
  await expect(adapter.stop(never, 'stopped by user')).rejects.toMatchObject({ kind: 'precondition' })
  await expect(adapter.connect(never, { relay: 'r', signal: AbortSignal.timeout(1_000) })).rejects.toMatchObject({ kind: 'precondition' })
  expect(adapter.describe(null)).toEqual({ containerId: null, volumeName: null })
})
