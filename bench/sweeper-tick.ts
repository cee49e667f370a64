import { createActivity } from '../server/sessions/sweeper/activity.ts'
import { createManualClock } from '../server/sessions/sweeper/manual-clock.ts'
import { createSweeper, type SweptSession } from '../server/sessions/sweeper/sweeper.ts'
import { alone, percentile, type Row } from './row.ts'

const sessions = 1_000
const ticks = 500
const second = 1_000
const timeoutMs = 3_600 * second

/**
 * One look of the sweeper at 1,000 running sessions: what the event loop can do nothing else for. A third is at work, a third counts
 * down, a third is said to have become unknown; what each shows is made into the text that a viewer would get. In processor time:
 * a look waits for nothing, and others on the machine are not what is measured.
 */
export async function sweeperTick(): Promise<Row[]> {
  const clock = createManualClock()
  const activity = createActivity({ now: clock.monotonic })
  const list: SweptSession[] = Array.from({ length: sessions }, (_, index) => ({ id: `session-${String(index)}`, pinned: index % 50 === 0, timeoutMs }))
  const times: number[] = []
  let told = 0
  const sweeper = createSweeper({
    clock: {
      ...clock,
      after: (ms, callback) => clock.after(ms, () => {
        const begun = process.cpuUsage()
        callback()
        const { user, system } = process.cpuUsage(begun)
        times.push((user + system) / 1_000)
      }),
    },
    activity,
    list: () => list,
    find: (id) => list.find((session) => session.id === id) ?? null,
    // Somebody typed at the last moment: it counts down anew.
    stop: (id) => {
      activity.input(id)
      return Promise.resolve('active')
    },
    onChange: (_, view) => { told += JSON.stringify(view).length },
    onFailure: (_, error) => { throw error },
  })
  for (const { id } of list) activity.started(id)
  sweeper.start()
  while (times.length < ticks) {
    report(list, activity, times.length)
    await clock.pass(5 * second)
  }
  sweeper.close()
  if (told === 0) throw new Error('the sweeper showed nothing of any session')
  return [alone({ id: 'sweeper', what: `the sweeper's look at ${String(sessions)} sessions, processor time, p99 of ${String(ticks)}`, unit: 'ms', ours: percentile(times, 0.99), target: 20 })]
}

/** What their supervisors say between two looks. */
function report(list: readonly SweptSession[], activity: ReturnType<typeof createActivity>, tick: number): void {
  for (const [index, { id }] of list.entries()) {
    if (index % 3 === 0) activity.agent(id, { state: tick % 2 === 0 ? 'working' : 'waiting', turnInFlight: true })
    if (index % 3 === 1) activity.agent(id, { state: 'done', turnInFlight: false })
    if (index % 3 === 2 && tick % 20 === 0) activity.silent(id)
    else activity.processes(id, { foregroundJob: false, turnProcess: false, childCpuPercent: index % 3 === 0 ? 12 : 0 })
  }
}
