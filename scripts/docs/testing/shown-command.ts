// Runs a command of the documentation in a shell, as a person who copies it would.
import { spawn } from 'node:child_process'
import { once } from 'node:events'

export type Ran = { code: number | null; stdout: string; stderr: string }

export type ShownCommand = {
  /** What it printed once that is as wanted; throws with all that it said where it ends before. */
  until: (wanted: RegExp) => Promise<RegExpExecArray>
  /** As Ctrl-C does, to all that it started. */
  interrupt: () => void
  ended: Promise<Ran>
}

type Place = { env: NodeJS.ProcessEnv; cwd: string }

const patienceMs = 60_000

export function startShown(command: string, place: Place): ShownCommand {
  const child = spawn('bash', ['-o', 'pipefail', '-c', command], { ...place, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const ran: Ran = { code: null, stdout: '', stderr: '' }
  let look = (): void => undefined
  child.stdout.on('data', (bytes: Buffer) => {
    ran.stdout += bytes.toString()
    look()
  })
  child.stderr.on('data', (bytes: Buffer) => { ran.stderr += bytes.toString() })
  const signal = (how: NodeJS.Signals): void => { if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, how) }
  const ended = once(child, 'close').then(([code]) => ({ ...ran, code: code as number | null }))
  return {
    until(wanted) {
      const seen = Promise.withResolvers<RegExpExecArray>()
      look = () => {
        const found = wanted.exec(ran.stdout)
        if (found) seen.resolve(found)
      }
      look()
      return Promise.race([seen.promise, ended.then((end) => { throw new Error(`"${command}" ended before it said ${String(wanted)}: ${JSON.stringify(end)}`) })])
    },
    interrupt: () => { signal('SIGINT') },
    ended: withDeadline(ended, () => { signal('SIGKILL') }),
  }
}

export function runShown(command: string, place: Place): Promise<Ran> {
  return startShown(command, place).ended
}

async function withDeadline(ended: Promise<Ran>, kill: () => void): Promise<Ran> {
  const tooLong = setTimeout(kill, patienceMs)
  try {
    return await ended
  } finally {
    clearTimeout(tooLong)
  }
}

/** What a text names that a test must not touch or cannot reach, replaced by what stands for it. */
export function withStandIns(command: string, standIns: Readonly<Record<string, string>>): string {
  return Object.entries(standIns).reduce((text, [named, ours]) => text.replaceAll(named, ours), command)
}
