// What a user manager of systemd is to a server and its sessions, as far as a machine without one has it: a control group for the
// unit, and programs of its own on the PATH.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { ChildStart } from './child-server.ts'

// Of the first kind of control groups any hierarchy holds processes together; of the second there is one.
const groups = existsSync('/sys/fs/cgroup/cgroup.controllers') ? '/sys/fs/cgroup' : '/sys/fs/cgroup/pids'

export type ServiceGroup = AsyncDisposable & {
  /** Where the manager makes its groups, the unit's among them. */
  manager: string
  /** The unit's own. */
  unit: string
  /** Runs a server as a service of the unit: in its group, leader of a session. */
  asService: ChildStart
  /** A program of the manager, before all others on the server's PATH. */
  program: (name: string, script: string) => void
  members: () => number[]
}

export function makeServiceGroup(): ServiceGroup {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-units-'))
  const manager = join(groups, folder.replaceAll('/', '_'))
  const unit = join(manager, 'claudework.service')
  mkdirSync(unit, { recursive: true })
  const program = (name: string, script: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  program('as-service', `echo $$ > ${unit}/cgroup.procs && exec setsid "$@"`)
  return {
    manager, unit, program,
    asService: { under: [join(folder, 'as-service')], env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` } },
    members: () => readFileSync(join(unit, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number),
    async [Symbol.asyncDispose]() {
      await vi.waitUntil(() => removedGroups(manager), { timeout: 10_000 })
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Already gone is as good. */
export function signalled(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Groups go from the inside out, once their last process is gone. */
function removedGroups(group: string): boolean {
  try {
    for (const name of readdirSync(group, { withFileTypes: true })) if (name.isDirectory()) removedGroups(join(group, name.name))
    rmdirSync(group)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EBUSY') return false
    throw error
  }
}
