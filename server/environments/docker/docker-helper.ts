import { randomBytes } from 'node:crypto'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Question } from '../../../helper/question.ts'
import type { ContainerCreateOptions } from '../../docker/containers.ts'
import type { Engine } from '../../docker/engine.ts'
import { Problem } from '../../problem.ts'
import { createHelperWords, type HelperRun } from '../helper-run.ts'
import { forbiddenIn, hardened, keptVolume, type Limits } from './hardening.ts'
import { helperLabels } from './labels.ts'
import { inside, runtimeProgram, user } from './session-container.ts'

type Mounts = NonNullable<NonNullable<ContainerCreateOptions['HostConfig']>['Mounts']>
export type HelperContainer = {
  /** Left out: a name that nobody else has. */
  name?: string
  sessionImage: string
  runtimeVolume: string
  mounts: Mounts
  limits: Limits
  signingKey: Uint8Array
}

/**
 * The helper program in a container of the session image: its own Node from the runtime volume, git from the image, nothing of the
 * session but the volumes that it is given, and no network. Its streams are not logged by the engine: an archive would fill its disk.
 */
export function helperContainer(question: Question, { name, sessionImage, runtimeVolume, mounts, limits, signingKey }: HelperContainer): ContainerCreateOptions {
  const [entrypoint = '', ...args] = runtimeProgram('node', `${inside.runtime}/app/helper.cjs`, JSON.stringify(question))
  const takesInput = question.ask === 'restore' || question.ask === 'verify'
  return {
    name: name ?? `claudework-${question.ask}-${randomBytes(8).toString('hex')}`,
    Image: sessionImage,
    User: user,
    WorkingDir: '/',
    Entrypoint: [entrypoint],
    Cmd: args,
    Env: ['LANG=C.UTF-8', 'HOME=/nonexistent'],
    Labels: helperLabels(question.ask, signingKey),
    AttachStdout: true,
    AttachStderr: true,
    ...(takesInput ? { AttachStdin: true, OpenStdin: true, StdinOnce: true } : {}),
    HostConfig: {
      ...hardened(limits),
      LogConfig: { Type: 'none', Config: {} },
      NetworkMode: 'none',
      Mounts: [...mounts, keptVolume(runtimeVolume, inside.runtime, { readOnly: true })],
    },
  }
}

/** Makes a helper container, runs it to its end and removes it. */
export async function runHelper(engine: Engine, options: ContainerCreateOptions, run: HelperRun): Promise<void> {
  const wrong = forbiddenIn(options)
  if (wrong !== null) throw new Error(`a helper must not have ${wrong}`)
  await runMadeHelper(engine, await engine.containers.create(options), run)
}

/** Runs a helper container that was made, to its end, and removes it. */
export async function runMadeHelper(engine: Engine, id: string, { input, output, onProgress, signal }: HelperRun): Promise<void> {
  const words = createHelperWords(onProgress)
  try {
    const stream = await engine.containers.open(id, { stdin: input !== undefined, onStderr: (bytes) => { words.push(bytes) } })
    await engine.containers.start(id)
    // A helper that has what it needs ends before it has read everything.
    const given = input ? pipeline(input, stream, { end: true }).catch(() => undefined) : Promise.resolve()
    const answer = { bytes: 0 }
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        answer.bytes += chunk.length
        done(null, chunk)
      },
    })
    const [code] = await Promise.all([
      engine.containers.wait(id, { signal }),
      pipeline(stream, counted, output, { signal }),
      given,
    ])
    if (code !== 0) throw words.failure(code)
    if (input && answer.bytes === 0) throw new Problem('failed', 'The answer of a helper was lost once all was sent to it: something between claudework and the Docker engine drops connections that are closed on one side; connect to the engine without it.')
  } catch (error) {
    if (signal.aborted) throw new Problem('cancelled', 'The work tree was being looked at when that was called off.', { cause: error })
    throw error
  } finally {
    await engine.containers.remove(id)
  }
}
