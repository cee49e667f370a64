// Places that exist in memory only, whose every step takes as long as a seed says. They notice what must never be: two operations on
// one place at once, and something done to a place that is gone. Used by tests only.
import { setImmediate } from 'node:timers/promises'
import type { LegacyPlace, ProcessManager } from '../../legacy/process-manager.ts'
import { Problem } from '../../problem.ts'

export type DrivablePlace = { made: boolean; running: boolean; busy: string | null; starts: number }
type Deeds = Pick<ProcessManager, 'start' | 'stop' | 'restart' | 'remove' | 'status' | 'view'>

export function createDrivablePlaces(random: () => number) {
  const places = new Map<string, DrivablePlace>()
  const wrongs: string[] = []

  const of = (sessionId: string): DrivablePlace => {
    const place = places.get(sessionId) ?? { made: true, running: false, busy: null, starts: 0 }
    places.set(sessionId, place)
    return place
  }
  const pass = async (): Promise<void> => { for (let ticks = Math.floor(random() * 6); ticks > 0; ticks--) await setImmediate() }

  async function doing(what: string, { sessionId }: LegacyPlace, deed: (place: DrivablePlace) => void | Promise<void>): Promise<void> {
    const place = of(sessionId)
    if (place.busy !== null) wrongs.push(`${what} during ${place.busy}`)
    if (!place.made) wrongs.push(`${what} of a place that is gone`)
    place.busy = what
    await pass()
    // An engine refuses now and then.
    if (random() < 0.05) {
      place.busy = null
      throw new Problem('unavailable', `The engine did not ${what}.`)
    }
    await deed(place)
    place.busy = null
  }

  const deeds: Deeds = {
    start: (place, { signal }) => doing('start', place, (state) => {
      if (signal?.aborted) {
        state.busy = null
        throw new Problem('cancelled', 'The start was cancelled.')
      }
      if (state.running) return
      state.running = true
      state.starts += 1
    }),
    stop: (place) => doing('stop', place, (state) => { state.running = false }),
    restart: (place) => doing('restart', place, (state) => { state.running = true }),
    remove: (place) => doing('remove', place, (state) => {
      state.running = false
      state.made = false
    }),
    view: () => null,
    status: ({ sessionId }) => ({ running: of(sessionId).running, reason: null }),
  }
  return { of, deeds, wrongs, pass }
}
