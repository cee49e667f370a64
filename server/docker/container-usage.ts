import { z } from 'zod'

/** What a container has used and uses now. */
export type ContainerUsage = {
  /** CPU time since its start, of all CPUs together. */
  cpuNs: number
  /** Bytes, without the page cache that the kernel takes back when it is asked. */
  memory: number
  memoryLimit: number | null
  pids: number
  pidsLimit: number | null
  /** Scheduling periods since its start, and those in which it used its share up and had to wait. */
  periods: number
  throttledPeriods: number
}

const count = z.number().catch(0)
const stats = z.object({
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: count }).catch({ total_usage: 0 }), throttling_data: z.object({ periods: count, throttled_periods: count }).catch({ periods: 0, throttled_periods: 0 }) }),
  memory_stats: z.object({ usage: count, limit: count, stats: z.record(z.string(), count).catch({}) }).catch({ usage: 0, limit: 0, stats: {} }),
  // The number of processes has no bound in what the engine says where there is none: it is then the largest of 64 bits.
  pids_stats: z.object({ current: count, limit: count }).catch({ current: 0, limit: 0 }),
})
const unlimited = 2 ** 53

/** Of the engine's answer for one container (Docker API, ContainerStats). One that does not run has zeros. */
export function usageIn(answer: unknown): ContainerUsage {
  const { cpu_stats: cpu, memory_stats: memory, pids_stats: pids } = stats.parse(answer)
  // Control groups of the second version, then of the first.
  const cache = memory.stats['inactive_file'] ?? memory.stats['total_inactive_file'] ?? 0
  return {
    cpuNs: cpu.cpu_usage.total_usage,
    memory: Math.max(0, memory.usage - cache),
    memoryLimit: limitOf(memory.limit),
    pids: pids.current,
    pidsLimit: limitOf(pids.limit),
    periods: cpu.throttling_data.periods,
    throttledPeriods: cpu.throttling_data.throttled_periods,
  }
}

function limitOf(value: number): number | null {
  return value > 0 && value < unlimited ? value : null
}

const diskUsage = z.object({ Volumes: z.array(z.object({ Name: z.string(), UsageData: z.object({ Size: z.number() }).nullish() })).nullish() })

/** Bytes by volume name; those that the engine cannot measure (-1) are left out. */
export function volumeSizesIn(answer: unknown): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>()
  for (const { Name, UsageData } of diskUsage.parse(answer).Volumes ?? []) if (UsageData && UsageData.Size >= 0) sizes.set(Name, UsageData.Size)
  return sizes
}
