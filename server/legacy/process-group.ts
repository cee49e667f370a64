import { isSameProcess, type ProcessIdentity } from '../process-identity.ts'

/** Signals every process of a group; a group that is gone is success. */
export function signalGroup(pid: number, how: NodeJS.Signals): void {
  try {
    process.kill(-pid, how)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/**
 * Ends what an earlier run of the server started and can no longer speak to. Only a group whose leader is still that very
 * process is signalled: its pid may belong to somebody else by now.
 */
export function endLeftover(identity: ProcessIdentity | null): void {
  if (identity && isSameProcess(identity)) signalGroup(identity.pid, 'SIGKILL')
}
