// Programs of other claudeworks in the data directory: each version that served left the files of its supervisor in `supervisors`, and as a
// single executable all of its own in `runtime`, in folders named by content. Sessions run from them for as long as they go on.
import { existsSync, readFileSync, readdirSync, readlinkSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Logger } from 'pino'
import { supervisorFolder } from './host-supervisor.ts'

export type OldVersionsDeps = {
  dataDir: string
  /** Of this version, which stays. */
  supervisorDir: string
  node: string
}

/** A whole one, one that was being made, one that was being removed. */
const version = /^[0-9a-f]{16}(?:\.\d+\.partial|\.gone)?$/
const youngMs = 10 * 60_000

export function createOldVersions({ dataDir, supervisorDir, node }: OldVersionsDeps) {
  /**
   * Folders from which nothing runs. What runs is told by /proc: where there is none, no folder is. Younger ones than `before`
   * (milliseconds of the epoch) may be in the making.
   */
  function unused(before: number): string[] {
    const folders = ['supervisors', 'runtime'].flatMap((name) => versionsIn(join(dataDir, name))).filter((folder) => statSync(folder).mtimeMs <= before)
    if (folders.length === 0 || !existsSync('/proc/self/exe')) return []
    const ours = [node, supervisorDir, supervisorFolder(supervisorDir, join(dataDir, 'supervisors'))].map((file) => file + sep)
    const running = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(whatRuns).join('\0')
    return folders.filter((folder) => !ours.some((file) => file.startsWith(folder + sep)) && ![folder, realpathSync(folder)].some((path) => running.includes(path + sep)))
  }

  function remove(folder: string): void {
    if (unused(Date.now()).includes(folder)) removeAtOnce(folder)
  }

  return {
    unused,
    remove,
    /** At a start, when the sessions of an older version may have ended meanwhile. */
    retire(log: Logger): void {
      try {
        for (const folder of unused(Date.now() - youngMs)) {
          removeAtOnce(folder)
          log.info({ folder }, 'removed the programs of another version, from which nothing runs any more')
        }
      } catch (error) {
        log.warn({ err: error }, 'programs of other versions could not be removed; "claudework doctor" lists them')
      }
    },
  }
}

function versionsIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => version.test(name)).map((name) => join(folder, name)) : []
}

/** Gone at once under its name, so that whoever looks for it finds it whole or not at all. */
function removeAtOnce(folder: string): void {
  const gone = folder.endsWith('.gone') ? folder : `${folder}.gone`
  if (gone !== folder) {
    rmSync(gone, { recursive: true, force: true })
    renameSync(folder, gone)
  }
  rmSync(gone, { recursive: true, force: true })
}

/** Program, arguments, and the variables, which name git's helper to a session's shells. */
function whatRuns(pid: string): string {
  return [() => readlinkSync(`/proc/${pid}/exe`), () => readFileSync(`/proc/${pid}/cmdline`, 'utf8'), () => readFileSync(`/proc/${pid}/environ`, 'utf8')].map(unlessNotOurs).join('\0')
}

// Processes end while they are looked at, and those of other users cannot run from folders that are ours alone.
function unlessNotOurs(read: () => string): string {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(String(error.code))) return ''
    throw error
  }
}
