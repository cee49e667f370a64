import { describe, expect, it } from 'vitest'
import { usageIn, volumeSizesIn } from './container-usage.ts'

const answer = {
  cpu_stats: { cpu_usage: { total_usage: 5_000 }, throttling_data: { periods: 10, throttled_periods: 4, throttled_time: 1 } },
  memory_stats: { usage: 1_000, limit: 4_000, stats: { inactive_file: 300 } },
  pids_stats: { current: 7, limit: 300 },
}

describe('what the engine says of a container', () => {
  it('is its own memory, without the cache', () => {
    expect(usageIn(answer)).toEqual({ cpuNs: 5_000, memory: 700, memoryLimit: 4_000, pids: 7, pidsLimit: 300, periods: 10, throttledPeriods: 4 })
    expect(usageIn({ ...answer, memory_stats: { usage: 1_000, limit: 4_000, stats: { total_inactive_file: 200 } } }).memory).toBe(800)
  })

  it('is nothing for one that does not run, and no limit where the number stands for none', () => {
    expect(usageIn({ cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {}, pids_stats: {} })).toMatchObject({ cpuNs: 0, memory: 0, memoryLimit: null, pids: 0, pidsLimit: null })
    expect(usageIn({ ...answer, pids_stats: { current: 1, limit: 18446744073709552000 } }).pidsLimit).toBeNull()
  })

  it('has the sizes of volumes that it could measure', () => {
    expect([...volumeSizesIn({ Volumes: [{ Name: 'a', UsageData: { Size: 5, RefCount: 1 } }, { Name: 'b', UsageData: { Size: -1 } }, { Name: 'c' }] })]).toEqual([['a', 5]])
    expect(volumeSizesIn({ Volumes: null }).size).toBe(0)
  })
})
