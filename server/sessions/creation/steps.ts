import type { StepUpdate } from '../../environments/adapter.ts'
import type { Step, StepName } from '../../../contract/session-state.ts'

/** The steps of a creation that has not begun. */
export function waitingSteps(names: readonly StepName[]): Step[] {
  return names.map((name) => ({ name, state: 'waiting', percent: null, message: null, startedAt: null, endedAt: null }))
}

/** The steps after an update; percentages never go back, since several phases of git count from nought. */
export function stepsAfter(steps: readonly Step[], update: StepUpdate, at: string): Step[] {
  return steps.map((step) => {
    if (step.name !== update.name) return step
    const ended = update.state === 'done' || update.state === 'failed'
    return {
      ...step,
      state: update.state,
      percent: update.state === 'done' ? null : highest(step.percent, update.percent ?? null),
      message: update.message === undefined ? (ended ? null : step.message) : update.message,
      startedAt: step.startedAt ?? (update.state === 'waiting' ? null : at),
      endedAt: ended ? at : null,
    }
  })
}

/** A creation that ended badly: what ran has failed with this reason, what waited still waits. */
export function failedSteps(steps: readonly Step[], reason: string, at: string): Step[] {
  return steps.map((step) => (step.state === 'running' ? { ...step, state: 'failed', message: reason, endedAt: at } : step))
}

function highest(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return b ?? a
  return Math.max(a, b)
}
