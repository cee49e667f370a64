// Sees to it that the engine has the session image, before tests run side by side and each would build it.
import { join } from 'node:path'
import { addressOf, endpointOf } from '../../server/docker/endpoint.ts'
import { createEngine } from '../../server/docker/engine.ts'
import { createSessionImage } from '../../server/environments/docker/session-image.ts'

const began = performance.now()
const engine = createEngine({ endpoint: endpointOf(addressOf(process.env['DOCKER_HOST'] ?? null, process.env)) })
const image = createSessionImage({ engine, recipes: join(import.meta.dirname, '../../docker'), wantedBase: process.env['CLAUDEWORK_BASE_IMAGE'] ?? null })
const { name } = await image.ensure({ onLine: (line) => { console.log(line) }, signal: AbortSignal.timeout(15 * 60_000) })
console.log(`${name} is there (${((performance.now() - began) / 1000).toFixed(1)} s)`)
