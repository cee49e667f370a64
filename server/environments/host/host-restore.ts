import { rename, rm } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { Problem } from '../../problem.ts'
import type { CreateHooks, RescueSource } from '../adapter.ts'
import { restoreProgress } from '../restore-progress.ts'
import type { HostHelper } from './host-helper.ts'

/** Makes the work tree of a rescue at `target`, which appears whole or not at all. */
export async function restoreOnHost(help: HostHelper, { rescue, target }: { rescue: RescueSource; target: string }, hooks: Pick<CreateHooks, 'onStep' | 'onLog' | 'signal'>): Promise<void> {
  const partial = `${target}.partial`
  await rm(partial, { recursive: true, force: true })
  try {
    const output = new Writable({ write: (_bytes, _encoding, done) => { done() } })
    await help({ ask: 'restore', work: partial }, { input: rescue.read(), output, signal: hooks.signal, onProgress: restoreProgress(rescue, hooks) })
    if (hooks.signal.aborted) throw new Problem('cancelled', 'The creation was cancelled.')
    await rename(partial, target)
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  }
}
