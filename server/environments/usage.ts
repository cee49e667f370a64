export type LimitName = 'memory' | 'processes' | 'CPU'

/** What a session uses. null = it could not be found out. */
export type Usage = {
  /** Of one CPU: two busy ones are 200. */
  cpuPercent: number | null
  /** Bytes. */
  memory: number | null
  /** Bytes; the machine's memory where nothing else bounds it. */
  memoryLimit: number | null
  /** Bytes that it keeps: its volumes, or its folder. */
  disk: number | null
  /** Limits that hold it back right now. */
  reached: { limit: LimitName; message: string }[]
}
