import { setTimeout as delay } from 'node:timers/promises'
import type { Engine } from '../../docker/engine.ts'
import { Problem } from '../../problem.ts'

const tries = 60
const everyMs = 250

/** Removes a volume that a helper may still look at: a question takes a moment, and a delete must not fail for it. */
export async function releaseVolume(engine: Engine, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await engine.volumes.remove(name)
      return
    } catch (error) {
      if (!(error instanceof Problem && error.kind === 'conflict') || attempt === tries) throw error
      await delay(everyMs)
    }
  }
}
