import { setTimeout as delay } from 'node:timers/promises'
import type { Engine } from '../../docker/engine.ts'
import type { Disk } from '../../disk.ts'
import { Problem } from '../../problem.ts'
import type { CreateHooks, Place } from '../adapter.ts'
import { cloneStalled } from '../clone-failure.ts'
import { createCloneProgress } from '../clone-progress.ts'
import { watchRoom } from '../clone-room.ts'
import type { SshAgent } from '../credentials/ssh-agent.ts'
import type { GitCredential } from '../credentials/git-hosts.ts'
import { serveCloneAgent } from './clone-agent.ts'
import { diskInHelper } from './helper-disk.ts'

export type DockerClone = {
  /** The created clone helper. */
  helper: string
  place: Place
  stallSeconds: number
  /** Said on the helper's standard input, where it was made to read one: its variables can be read by whoever may use the engine. */
  credential: GitCredential | null
  /** Asked on the helper's behalf, where it was made to expect that. */
  sshAgent: Pick<SshAgent, 'answer'> | null
  /** The disk that its volumes are on, as it is now; null where that is not known here: then the helper is asked. */
  disk: () => Promise<Disk | null>
  hooks: Pick<CreateHooks, 'onStep' | 'onLog'>
  signal: AbortSignal
}

/** git's own stall limit comes first where it has one (http); this one covers ssh, and a git that hangs. */
const stallSlackMs = 10_000
const lastWordsMs = 5_000
/** A checkout can be silent, but not for ever. */
const checkoutMs = 60 * 60_000

/** Runs the clone helper to its end. Rejects with the reason, and then the helper has ended too. */
export async function runClone(engine: Engine, { helper, place, stallSeconds, credential, sshAgent, disk, hooks, signal }: DockerClone): Promise<void> {
  const progress = createCloneProgress({
    repoUrl: place.repoUrl,
    branch: place.branch,
    onProgress: ({ percent, message }) => { hooks.onStep({ name: 'clone', state: 'running', percent, message }) },
    onLine: hooks.onLog,
  })
  const stalled = new AbortController()
  const ended = new AbortController()
  const started = Promise.withResolvers<undefined>()
  using room = watchRoom(async () => {
    const known = await disk()
    if (known) return known
    await started.promise
    return diskInHelper(engine, helper)
  })
  let timer: NodeJS.Timeout | undefined
  const rearm = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => { stalled.abort() }, progress.transferred ? checkoutMs : stallSeconds * 1000 + stallSlackMs)
  }
  const attachment = await engine.containers.attach(helper, (_stream, bytes) => {
    progress.push(bytes)
    rearm()
  }, credential && `${credential.username}\n${credential.password}\n`)
  try {
    rearm()
    if (signal.aborted) throw new Problem('cancelled', 'The clone was cancelled.')
    await engine.containers.start(helper)
    started.resolve(undefined)
    // Whatever goes wrong there, ssh goes on without, and the clone's own failure tells of it.
    if (sshAgent) serveCloneAgent(engine, { helper, sshAgent, signal: ended.signal }).catch(() => undefined)
    const code = await engine.containers.wait(helper, { signal: AbortSignal.any([signal, stalled.signal, room.signal]) })
    // Its last words may still be on their way when it has ended.
    await Promise.race([attachment.ended, delay(lastWordsMs, undefined, { ref: false })])
    if (code !== 0) throw progress.failure(code)
  } catch (error) {
    await engine.containers.kill(helper)
    if (stalled.signal.aborted) throw cloneStalled(place.repoUrl, stallSeconds)
    if (signal.aborted) throw new Problem('cancelled', 'The clone was cancelled.', { cause: error })
    if (room.signal.aborted) throw room.problem()
    throw error
  } finally {
    clearTimeout(timer)
    ended.abort()
    attachment.detach()
  }
}
