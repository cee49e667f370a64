import type { ContainerUsage } from '../../docker/container-usage.ts'
import type { Engine } from '../../docker/engine.ts'
import { cpuPercent, createRates } from '../cpu-rate.ts'
import type { Usage } from '../usage.ts'

const sizesMs = 60_000
const patienceMs = 5_000
/** From here on a limit counts as reached: a process more or a page more is refused. */
const nearly = 0.97
/** Of the scheduling periods between two looks. */
const oftenThrottled = 0.5

/** What the sessions of one engine use. */
export function createDockerUsage(engine: Engine) {
  const rates = createRates<ContainerUsage>()
  let sizes: ReadonlyMap<string, number> | null = null
  let measuredAt = -Infinity
  let measuring: Promise<void> | null = null

  // The engine walks through every volume for that, all of them at once: one walk serves all sessions for a while.
  async function sizesOfVolumes(): Promise<ReadonlyMap<string, number> | null> {
    if (performance.now() - measuredAt > sizesMs) {
      measuring ??= engine.volumes.sizes()
        .then((found) => { sizes = found })
        .catch(() => { sizes = null })
        .finally(() => {
          measuredAt = performance.now()
          measuring = null
        })
      await Promise.race([measuring, new Promise<void>((resolve) => { setTimeout(resolve, patienceMs).unref() })])
    }
    return sizes
  }

  return async (containerId: string, volumes: string[]): Promise<Usage> => {
    const [{ before, after, ms }, known] = await Promise.all([rates.between(containerId, () => engine.containers.usage(containerId)), sizesOfVolumes()])
    const disk = known && volumes.some((name) => known.has(name)) ? volumes.reduce((sum, name) => sum + (known.get(name) ?? 0), 0) : null
    return { cpuPercent: cpuPercent((after.cpuNs - before.cpuNs) / 1e6, ms), memory: after.memory, memoryLimit: after.memoryLimit, disk, reached: reachedBetween(before, after) }
  }
}
export type DockerUsage = ReturnType<typeof createDockerUsage>

/** Which limits held a container back between two looks. */
export function reachedBetween(before: ContainerUsage, after: ContainerUsage): Usage['reached'] {
  const reached: Usage['reached'] = []
  if (after.memoryLimit !== null && after.memory >= after.memoryLimit * nearly) reached.push({ limit: 'memory', message: `Its memory is used up (${String(Math.round(after.memoryLimit / 1024 ** 2))} MiB); what asks for more is killed. Give its environment more and restart it.` })
  if (after.pidsLimit !== null && after.pids >= after.pidsLimit * nearly) reached.push({ limit: 'processes', message: `It has as many processes as it may (${String(after.pidsLimit)}), so no new ones start. End some, or give its environment more and restart it.` })
  const periods = after.periods - before.periods
  const share = (after.throttledPeriods - before.throttledPeriods) / periods
  if (periods > 0 && share >= oftenThrottled) reached.push({ limit: 'CPU', message: `It waits for CPU in ${String(Math.round(share * 100))} % of the time, since it uses all that it may. Give its environment more CPUs and restart it.` })
  return reached
}
