import type Docker from 'dockerode'
import type { ContainerCreateOptions, ContainerInfo, ContainerInspectInfo } from 'dockerode'
import type { Readable } from 'node:stream'
import { call, callUnless, type CallOptions } from './call.ts'
import { usageIn, type ContainerUsage } from './container-usage.ts'
import { createDemux, ProcessStream, type OnFrame } from './demux.ts'
import { EngineProblem } from './engine-problem.ts'
import { statOf, type FileStat } from './file-stat.ts'
import { duplex, readable } from './readable.ts'

export type { ContainerCreateOptions, ContainerInspectInfo, HostConfig } from 'dockerode'

/** A key sequence that nobody types: without it an exec would take Ctrl-P Ctrl-Q out of its input. */
const detachKeys = 'ctrl-@,ctrl-^,ctrl-@,ctrl-_,ctrl-@,ctrl-^'

const startMs = 60_000

export type ExecOptions = { argv: string[]; env: string[]; user: string }

/** Containers of one engine. "Already so" and "already gone" are answers here, not errors. */
export function createContainers(docker: Docker) {
  const at = (id: string): Docker.Container => docker.getContainer(id)

  return {
    /** Resolves with the new container's id. A name in use is a Problem of kind `conflict`. Not to be cancelled: the engine might make it all the same. */
    create: async (options: ContainerCreateOptions): Promise<string> => {
      const made = await call('create a container', (abortSignal) => docker.createContainer({ ...options, abortSignal }))
      return made.id
    },

    start: async (id: string): Promise<void> => {
      await callUnless('start a container', (abortSignal) => at(id).start({ abortSignal }), { statuses: [304], deadline: startMs })
    },

    setLimits: async (id: string, limits: { Memory: number; MemorySwap: number; NanoCpus: number; PidsLimit: number }): Promise<void> => {
      await call('change the limits of a container', (abortSignal) => at(id).update({ ...limits, abortSignal }))
    },

    /** TERM, then KILL after `seconds`. Resolves where it is stopped or gone. */
    stop: async (id: string, seconds: number): Promise<void> => {
      await ending(() => callUnless('stop a container', (abortSignal) => at(id).stop({ t: seconds, abortSignal }), { statuses: [304, 404], deadline: (seconds + 30) * 1000 }))
    },

    /** Resolves where it is not running (409) or gone. */
    kill: async (id: string): Promise<void> => {
      await callUnless('kill a container', (abortSignal) => at(id).kill({ abortSignal }), { statuses: [404, 409] })
    },

    /** Removes it, running or not. Resolves where it is gone, or when a removal that was under way is done. */
    remove: async (id: string): Promise<void> => {
      const statuses = [404, 409]
      const removed = await ending(() => callUnless('remove a container', async (abortSignal) => {
        await at(id).remove({ force: true, v: true, abortSignal })
        return true
      }, { statuses }))
      if (!removed) await callUnless('wait for the removal of a container', (abortSignal) => at(id).wait({ condition: 'removed', abortSignal }), { statuses })
    },

    /** null = there is none. */
    inspect: async (id: string, { deadline }: Pick<CallOptions, 'deadline'> = {}): Promise<ContainerInspectInfo | null> =>
      callUnless('look at a container', (abortSignal) => at(id).inspect({ abortSignal }), { statuses: [404], ...(deadline === undefined ? {} : { deadline }) }),

    list: async (labels: string[]): Promise<ContainerInfo[]> =>
      call('list containers', (abortSignal) => docker.listContainers({ all: true, filters: { label: labels }, abortSignal })),

    /** The exit code, when it has ended. Waits as long as that takes, unless a deadline is given. */
    wait: async (id: string, { signal, deadline = null }: CallOptions = {}): Promise<number> => {
      const answer: unknown = await call('wait for a container', (abortSignal) => at(id).wait({ abortSignal }), { deadline, signal })
      if (typeof answer === 'object' && answer !== null && 'StatusCode' in answer && typeof answer.StatusCode === 'number') return answer.StatusCode
      throw new EngineProblem('failed', 'The Docker engine did not say how a container ended; try again.', { engine: 'ok' })
    },

    /** Everything a created container will print; `input` is what it will read. Attach before `start`. Resolves with the way to let go, and its end. */
    attach: async (id: string, onFrame: OnFrame, input: string | null = null): Promise<{ ended: Promise<void>; detach(): void }> => {
      const stream = duplex(await call('attach to a container', (abortSignal) => at(id).attach({ stream: true, stdin: input !== null, stdout: true, stderr: true, hijack: true, abortSignal })))
      if (input !== null) stream.write(input)
      const ended = new Promise<void>((resolve) => {
        stream.on('end', resolve)
        stream.on('close', resolve)
        // A broken stream is its end; how the container fares is asked of the engine.
        stream.on('error', () => { resolve() })
      })
      stream.on('data', createDemux(onFrame))
      return { ended, detach: () => { stream.destroy() } }
    },

    /** A created container's main process as a byte stream, with back-pressure. Open before `start`. */
    open: async (id: string, { stdin, onStderr }: { stdin: boolean; onStderr: (bytes: Buffer) => void }): Promise<ProcessStream> =>
      new ProcessStream(duplex(await call('attach to a container', (abortSignal) => at(id).attach({ stream: true, stdin, stdout: true, stderr: true, hijack: true, abortSignal }))), onStderr),

    /** Starts a process in a running container, without a TTY. */
    exec: async (id: string, { argv, env, user }: ExecOptions, { signal }: CallOptions = {}): Promise<ProcessStream> =>
      call('start a process in a container', async (abortSignal) => {
        const exec = await at(id).exec({ Cmd: argv, Env: env, User: user, AttachStdin: true, AttachStdout: true, AttachStderr: true, DetachKeys: detachKeys, abortSignal })
        return new ProcessStream(await exec.start({ hijack: true, stdin: true, abortSignal }))
      }, { signal }),

    /** What it uses, at once: without the second that the engine would take to see how that changes. */
    usage: async (id: string): Promise<ContainerUsage> =>
      usageIn(await call('say what a container uses', () => at(id).stats({ stream: false, 'one-shot': true }))),

    /** Unpacks a tar below `path`, in a container that runs or not. */
    putArchive: async (id: string, path: string, tar: Buffer): Promise<void> => {
      await call('put files into a container', (abortSignal) => at(id).putArchive(tar, { path, abortSignal }))
    },

    /** What is at `path` of a container that runs or not; null = nothing is there. */
    stat: async (id: string, path: string): Promise<FileStat | null> => {
      const answer: unknown = await callUnless('look at a file of a container', (abortSignal) => at(id).infoArchive({ path, abortSignal }), { statuses: [404] })
      return answer === null ? null : statOf(readable(answer))
    },

    /** A tar of what is at `path`; null = nothing is there. */
    getArchive: async (id: string, path: string): Promise<Readable | null> => {
      const stream = await callUnless('read files of a container', (abortSignal) => at(id).getArchive({ path, abortSignal }), { statuses: [404] })
      return stream === null ? null : readable(stream)
    },
  }
}
export type Containers = ReturnType<typeof createContainers>

/** An engine whose containerd was just being started again ends a container and does not hear of it; asked once more, it knows. */
async function ending<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const missed = error instanceof EngineProblem && error.status === 500 && error.message.includes('did not receive an exit event')
    if (!missed) throw error
    return ask()
  }
}
