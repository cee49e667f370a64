import { readFileSync } from 'node:fs'

/** Where a container sees its own cgroup's counter, by cgroup version. */
const files = ['/sys/fs/cgroup/memory.events', '/sys/fs/cgroup/memory/memory.oom_control']

/** How often the kernel has killed a process here for want of memory; 0 where it does not tell. */
export function memoryKills(paths: readonly string[] = files): number {
  for (const path of paths) {
    try {
      const count = /^oom_kill (\d+)$/m.exec(readFileSync(path, 'utf8'))?.[1]
      if (count !== undefined) return Number(count)
    } catch {
      // The other version, or no Linux.
    }
  }
  return 0
}
