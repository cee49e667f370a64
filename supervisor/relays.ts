import { readdirSync } from 'node:fs'
import { readProc } from './processes/process-tree.ts'

const relayVariable = 'CLAUDEWORK_RELAY'

/**
 * Kills the process that carried a dead connection. A relay outlives its engine's restart, and one that is blocked on its
 * output outlives its socket; the server told its name in the handshake and put the same into its environment.
 */
export function killRelay(relay: string): void {
  if (relay === '') return
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const pid = Number(name)
    if (pid === process.pid || !readProc(pid, 'environ')?.split('\0').includes(`${relayVariable}=${relay}`)) continue
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}
