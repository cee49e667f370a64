import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The pid of the supervisor of a session on this machine, as its folder says. */
export function supervisorOf(dataDir: string, sessionId: string): number {
  const { state } = JSON.parse(readFileSync(join(dataDir, 'sessions', sessionId, 'session.json'), 'utf8')) as { state: { supervisor: { pid: number } } }
  return state.supervisor.pid
}
