import type { CreateHooks, RescueSource } from './adapter.ts'
import type { HelperProgress } from './helper-run.ts'

/** Shows a restore as the clone that it takes the place of. */
export function restoreProgress({ bytes }: RescueSource, { onStep, onLog }: Pick<CreateHooks, 'onStep' | 'onLog'>): (progress: HelperProgress) => void {
  onLog('Restoring the work from its rescue')
  return ({ done }) => {
    const percent = Math.min(100, Math.floor((done / Math.max(1, bytes)) * 100))
    onStep({ name: 'clone', state: 'running', percent, message: `Restoring the work: ${String(percent)} %` })
  }
}
