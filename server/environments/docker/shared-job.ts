import { Problem } from '../../problem.ts'

export type JobHooks = { onLine: (line: string) => void; signal: AbortSignal }

/**
 * Work that several creations wait for, such as one image build: done once at a time, watched by each, ended when nobody waits for it
 * any more. A result is not kept; `run` finds out itself whether there is anything to do.
 */
export function createSharedJob<T>(run: (hooks: JobHooks) => Promise<T>): { join: (hooks: JobHooks) => Promise<T> } {
  type Running = { result: Promise<T>; watchers: Set<JobHooks>; controller: AbortController }
  let running: Running | null = null

  function begin(): Running {
    const watchers = new Set<JobHooks>()
    const controller = new AbortController()
    const onLine = (line: string): void => { for (const watcher of watchers) watcher.onLine(line) }
    const job: Running = { watchers, controller, result: run({ onLine, signal: controller.signal }).finally(() => { if (running === job) running = null }) }
    return job
  }

  return {
    async join(hooks) {
      // One that nobody waits for is on its way out: the next needs its own.
      const job = running && !running.controller.signal.aborted ? running : (running = begin())
      job.watchers.add(hooks)
      let onAbort = (): void => undefined
      const aborted = new Promise<never>((_resolve, reject) => {
        onAbort = () => { reject(new Problem('cancelled', 'The creation was cancelled.')) }
        hooks.signal.addEventListener('abort', onAbort, { once: true })
        if (hooks.signal.aborted) onAbort()
      })
      try {
        return await Promise.race([job.result, aborted])
      } finally {
        hooks.signal.removeEventListener('abort', onAbort)
        job.watchers.delete(hooks)
        if (job.watchers.size === 0) job.controller.abort()
      }
    },
  }
}
