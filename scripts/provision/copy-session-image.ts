// Gives an engine the session image that another one has: a spare engine has no network to build it with.
import { request, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { addressOf, endpointOf } from '../../server/docker/endpoint.ts'
import { createEngine, type Engine } from '../../server/docker/engine.ts'
import { createSessionImage } from '../../server/environments/docker/session-image.ts'

const recipes = join(import.meta.dirname, '../../docker')

/** Both are `unix://` addresses. Resolves at once where the target has it. */
export async function copySessionImage({ from, to }: { from: string; to: string }): Promise<void> {
  const target = engineAt(to)
  const source = engineAt(from)
  const name = createSessionImage({ engine: source, recipes, wantedBase: process.env['CLAUDEWORK_BASE_IMAGE'] ?? null }).name()
  if (await target.images.inspect(name)) return
  await createSessionImage({ engine: source, recipes, wantedBase: process.env['CLAUDEWORK_BASE_IMAGE'] ?? null }).ensure({ onLine: () => undefined, signal: AbortSignal.timeout(10 * 60_000) })
  const saved = await answer(request({ socketPath: socketOf(from), path: `/images/${encodeURIComponent(name)}/get` }).end())
  const load = request({ socketPath: socketOf(to), path: '/images/load', method: 'POST', headers: { 'Content-Type': 'application/x-tar' } })
  saved.pipe(load)
  const loaded = await answer(load)
  await finished(loaded.resume())
  if (!(await target.images.inspect(name))) throw new Error(`the engine at ${to} did not take the image ${name}`)
}

function engineAt(dockerHost: string): Engine {
  return createEngine({ endpoint: endpointOf(addressOf(dockerHost)) })
}

function socketOf(dockerHost: string): string {
  return new URL(dockerHost).pathname
}

function answer(asked: ReturnType<typeof request>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    asked.once('error', reject)
    asked.once('response', (response) => {
      if (response.statusCode === 200) resolve(response)
      else reject(new Error(`the engine answered ${String(response.statusCode)}`))
    })
  })
}
