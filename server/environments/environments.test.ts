import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDb, type Db } from '../../db/client.ts'
import { migrationsIn } from '../../db/migration.ts'
import { environments as table } from '../../db/schema.ts'
import { createDockerAdapter } from './docker/adapter.ts'
import { createEnvironments } from './environments.ts'
import type { Adapter } from './adapter.ts'
import { createPemFiles } from './pem-files.ts'
import { createRegistry } from './registry.ts'

let folder: string
let db: Db
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'claudework-environments-'))
  db = await openDb({ url: `file:${join(folder, 'test.db')}`, migrations: migrationsIn('db/migrations') })
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A whole adapter, whose readiness is as given. */
function adapterWith(kind: Adapter['kind'], readiness: Adapter['readiness']): Adapter {
  const log = pino({ level: 'silent' })
  const docker = createDockerAdapter({
    supervisorDir: folder, imageRecipe: folder, signingKey: Buffer.alloc(32), baseImage: null, defaultAddress: { type: 'unix', path: `${folder}/none.sock` }, env: {}, gitProtocols: ['https'], cloneStallSeconds: 60, log,
    gitHosts: { forRepository: () => null }, credentials: { hostSignIn: () => Promise.resolve({ folder: '/', state: 'no sign-in' }), modeOf: () => 'session', onlyFor: (_environment, variables) => variables }, sshAgent: { isOn: () => false, socket: null, answer: (message) => Promise.resolve(message) },
  })
  return { ...docker, kind, readiness }
}

const fine: Adapter['readiness'] = () => Promise.resolve({ ready: true, engine: null, version: null, reason: null })

it.each<{ how: string; readiness: Adapter['readiness']; says: RegExp }>([
  { how: 'throws at once', readiness: () => { throw new Error('broken') }, says: /could not be found out/ },
  { how: 'rejects', readiness: () => Promise.reject(new Error('broken')), says: /could not be found out/ },
  { how: 'never answers', readiness: () => new Promise(() => undefined), says: /did not say within 5 s/ },
])('F54: an adapter that $how leaves the other environments as they are', async ({ readiness, says }) => {
  const registry = createRegistry({ HOST: adapterWith('HOST', fine), DOCKER: adapterWith('DOCKER', readiness) })
  const environments = await createEnvironments({ db, registry, pemFiles: createPemFiles(folder), log: pino({ level: 'silent' }), now: Date.now })
  await environments.start()
  const list = Object.fromEntries(environments.list().map((one) => [one.kind, one]))
  expect(list['HOST']).toMatchObject({ ready: true, reason: null })
  expect(list['DOCKER']).toMatchObject({ ready: false, reason: expect.stringMatching(says) as unknown })
  await expect(environments.requireReady(list['DOCKER']?.id ?? '')).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringMatching(says) as unknown })
  await environments.requireReady(list['HOST']?.id ?? '')
  environments.stop()
  await registry.close()
})

it('F54: a row of a kind that nobody here knows says so, and the others work', async () => {
  const registry = createRegistry({ HOST: adapterWith('HOST', fine), DOCKER: adapterWith('DOCKER', fine) })
  await db.write((writer) => writer.insert(table).values({ id: 'other', name: 'Cloud', kind: 'CLOUD' as 'HOST', config: {}, isDefault: false, everReady: false, createdAt: '' }))
  const environments = await createEnvironments({ db, registry, pemFiles: createPemFiles(folder), log: pino({ level: 'silent' }), now: Date.now })
  await environments.start()
  expect(environments.list().map(({ name, ready }) => `${name}: ${String(ready)}`).sort()).toEqual(['Cloud: false', 'Docker: true', 'This machine: true'])
  expect(environments.readinessOf('other').reason).toMatch(/does not know environments of kind CLOUD/)
  environments.stop()
  await registry.close()
})
