import type { Exit } from '../api.ts'

/** How a process ended, after "claude": "ended", "exited with code 1", "was killed (out of memory)". */
export function exitWords({ cause, code, signal }: Exit): string {
  switch (cause) {
    case 'exited':
      return code === 0 || code === null ? 'ended' : `exited with code ${String(code)}`
    case 'crashed':
      return signal === null ? `crashed${code === null ? '' : ` with code ${String(code)}`}` : `was ended by ${signal}`
    case 'oom-killed':
      return 'was killed: the session ran out of memory'
    case 'disk full':
      return 'ended: there is no room left on the disk that holds its files'
    case 'stopped by user':
    case 'stopped by sweeper':
    case 'stopped by engine':
    case 'stopped from outside':
      return `was ${cause}`
  }
}
