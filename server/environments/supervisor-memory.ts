const tunables = { arena_max: 1, mmap_threshold: 128 * 1024, trim_threshold: 128 * 1024 }

/**
 * Goes into the environment of a supervisor's own process; what its terminals run has another. The blocks of a flood, some hundred KB
 * each, would else leave holes in the heap of the C library, which stays that large as long as the session lives. These are taken from
 * the system one by one, and given back; all threads share one heap. See "Memory Allocation Tunables" in the manual of glibc; another C
 * library ignores them. In this variable, since images set MALLOC_ARENA_MAX for programs of their own.
 */
export const supervisorMemory: Readonly<Record<string, string>> = {
  GLIBC_TUNABLES: Object.entries(tunables).map(([name, value]) => `glibc.malloc.${name}=${String(value)}`).join(':'),
}
