import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from '@libsql/client'

/** How long a write waits for another process that holds the file. */
const patienceMs = 5_000

/**
 * Does it again, with jitter, while another process holds the database. The waiting is ours: SQLite's own busy timeout would stop
 * the event loop. A statement that failed with SQLITE_BUSY is never finalised by the driver and poisons its connection, and a
 * transaction that failed at COMMIT stays open on it, so each try has a new one.
 */
export async function retryWhileBusy<T>(client: Pick<Client, 'reconnect'>, work: () => Promise<T>, patience = patienceMs): Promise<T> {
  const deadline = performance.now() + patience
  for (let pause = 10; ; pause = Math.min(pause * 2, 250)) {
    try {
      return await work()
    } catch (error) {
      if (!hasCode(error, 'SQLITE_BUSY')) throw error
      client.reconnect()
      if (performance.now() > deadline) throw error
      await delay(pause / 2 + Math.random() * (pause / 2))
    }
  }
}

/** Whether SQLite's own code begins so, anywhere along the causes. */
export function hasCode(error: unknown, code: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && cause.code.startsWith(code)) return true
  }
  return false
}
