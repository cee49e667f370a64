// A systemd scope per supervisor: a control group that is not the server's, so that whatever ends the server's unit as a whole
// leaves sessions alone, and in which every process of the session stays, however it detached itself. systemd-run(1), --scope.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { hostEnv } from './host-env.ts'
import { programOnPath } from './host-programs.ts'

const probeMs = 3_000
const scopePrefix = (sessionId: string): string => `claudework-${sessionId}-`

export type Launch = { argv: string[]; env: Record<string, string> }

export type SystemdScopes = {
  /** The same command in a scope of its own, with the same pid once it runs; as it was where systemd makes no scopes for us. */
  launch(sessionId: string, command: Launch): Promise<Launch>
}

export function createSystemdScopes(env: Record<string, string | undefined>): SystemdScopes {
  const program = process.platform === 'linux' ? programOnPath('systemd-run', env['PATH']) : null
  const bus = env['DBUS_SESSION_BUS_ADDRESS']
  const managerEnv = { ...hostEnv(env), ...(bus === undefined ? {} : { DBUS_SESSION_BUS_ADDRESS: bus }) }
  const scope = ['--user', '--scope', '--quiet', '--collect']
  let works: Promise<boolean> | null = null

  async function tried(file: string): Promise<boolean> {
    try {
      await promisify(execFile)(file, [...scope, '--', 'true'], { env: managerEnv, timeout: probeMs })
      return true
    } catch {
      return false // no user manager, or no bus to it: sessions then run beside the server, in a process group of their own
    }
  }

  return {
    async launch(sessionId, { argv, env: own }) {
      works ??= program === null ? Promise.resolve(false) : tried(program)
      if (program === null || !(await works)) return { argv, env: own }
      const unit = `${scopePrefix(sessionId)}${randomBytes(4).toString('hex')}.scope`
      return { argv: [program, ...scope, `--unit=${unit}`, '--', ...argv], env: { ...managerEnv, ...own } }
    },
  }
}

/** Whether a process is in a scope of the session. */
export function isInScopeOf(sessionId: string, pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(`/${scopePrefix(sessionId)}`)
  } catch {
    return false // it has just ended
  }
}
