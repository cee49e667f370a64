import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Engine } from '../../docker/engine.ts'
import { EngineProblem } from '../../docker/engine-problem.ts'
import { Problem } from '../../problem.ts'
import type { JobHooks } from './shared-job.ts'

export type BaseImageDeps = {
  engine: Engine
  /** The folder of the image recipes. */
  recipes: string
  /** CLAUDEWORK_BASE_IMAGE. */
  wanted: string | null
}

const publicBase = 'node:22-slim'
const madeBase = { repository: 'claudework-base', tag: '22' }

/** The name of an image to build the session image on, which the engine has: the operator's, the public one, or one made here. */
export async function ensureBaseImage(deps: BaseImageDeps, hooks: JobHooks): Promise<string> {
  const { engine, wanted } = deps
  const first = wanted ?? publicBase
  if (await engine.images.inspect(first)) return first
  const made = `${madeBase.repository}:${madeBase.tag}`
  if (wanted === null && await engine.images.inspect(made)) return made
  try {
    hooks.onLine(`Pulling ${first}`)
    await engine.images.pull(first, hooks)
    return first
  } catch (error) {
    if (hooks.signal.aborted || !(error instanceof Problem) || engineIsAway(error)) throw error
    if (wanted !== null) throw new Problem('unavailable', `The base image ${wanted} (CLAUDEWORK_BASE_IMAGE) cannot be pulled; check its name, or load it with docker load.`, { cause: error })
    const hindrance = hindranceToMaking()
    if (hindrance !== null) throw new Problem('unavailable', `The base image ${publicBase} cannot be pulled, and it can only be made here on Debian as root (${hindrance}); load it with docker load, or set CLAUDEWORK_BASE_IMAGE.`, { cause: error })
    hooks.onLine(`${publicBase} cannot be pulled; making a base image from Debian and npm packages`)
    await make(deps, hooks)
    return made
  }
}

function engineIsAway(error: Problem): boolean {
  return error instanceof EngineProblem && error.engine === 'missing'
}

function hindranceToMaking(): string | null {
  if (!existsSync('/etc/debian_version')) return 'this is not Debian'
  if (process.getuid?.() !== 0) return 'this is not root'
  return null
}

/** The tar goes from the script straight into the engine, which may be on another machine. */
async function make({ engine, recipes }: BaseImageDeps, { onLine, signal }: JobHooks): Promise<void> {
  const child = spawn(join(recipes, 'base/make-base-image.sh'), { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const words: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    words.push(line)
    onLine(line)
  })
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => { resolve(code ?? 1) })
  })
  // Its own process group: it has children of its own.
  const end = (): void => { if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM') }
  signal.addEventListener('abort', end, { once: true })
  const changes = [
    'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt',
    'CMD ["node"]',
    'LABEL claudework.shared=true',
  ]
  // A script that fails ends its output early, which the engine may take for a whole image: it gets its name only afterwards.
  const unchecked = { repository: 'claudework-base-unchecked', tag: String(child.pid ?? 0) }
  try {
    const [code] = await Promise.all([ended, engine.images.importTar({ tar: child.stdout, ...unchecked, changes }, { onLine: () => undefined, signal })])
    if (code !== 0) throw new Problem('failed', `The base image could not be made: ${words.at(-1) ?? 'no reason was given'}.`)
    await engine.images.tag(`${unchecked.repository}:${unchecked.tag}`, madeBase)
  } finally {
    signal.removeEventListener('abort', end)
    end()
    await engine.images.untag(`${unchecked.repository}:${unchecked.tag}`)
  }
}
