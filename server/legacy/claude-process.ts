// One `claude` process in a group of its own: its pipes, and the way it is ended. What the lines mean is decided elsewhere.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { Problem } from '../problem.ts'
import { startTimeOf, type ProcessIdentity } from '../process-identity.ts'
import type { Deadlines } from './deadlines.ts'
import { createLineSplitter, type Line } from './line-splitter.ts'
import { signalGroup } from './process-group.ts'

export type ProcessExit = {
  code: number | null
  signal: NodeJS.Signals | null
  /** Why we ended it without being asked. */
  because: string | null
  /** The end of what it printed to stderr. */
  stderr: string
}

export type ClaudeProcess = {
  identity: ProcessIdentity
  /** Resolves once the process has ended and its last line was handed over. Never rejects. */
  exited: Promise<ProcessExit>
  /** One JSON line to its standard input; false where that is closed. */
  write(message: Record<string, unknown>): boolean
  /** Stops and goes on reading its output, which stops and goes on the process where the pipe is full. */
  hold(held: boolean): void
  /** Ends it: closed input where it is `idle`, then SIGINT, SIGTERM and SIGKILL to the group, each after its deadline. */
  end(options: { idle: boolean }): Promise<ProcessExit>
}

const stderrKept = 4_096

/** Rejects with a Problem where the program cannot be run. */
export async function startClaude(options: { command: string[]; cwd: string; env: Record<string, string>; deadlines: Deadlines; onLine: (line: Line) => void }): Promise<ClaudeProcess> {
  const [program = 'claude', ...args] = options.command
  const { deadlines } = options
  const child = spawn(program, args, { cwd: options.cwd, env: options.env, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
  const splitter = createLineSplitter({ onLine: options.onLine })
  let stderr = ''
  let inputOpen = true
  let because: string | null = null
  let ending: Promise<ProcessExit> | null = null

  child.stdout.on('data', (chunk: Buffer) => { splitter.push(chunk) })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr = (stderr + text).slice(-stderrKept) })
  // A process that closes its input answers a write with EPIPE; so does one that is just ending.
  const inputRefused = new Promise<void>((resolve) => {
    child.stdin.on('error', () => {
      inputOpen = false
      resolve()
    })
  })

  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', (error) => { reject(cannotRun(program, options.cwd, error)) })
  })
  // A signal that cannot be delivered is reported here too; by then it is no news.
  child.on('error', () => undefined)
  const pid = child.pid ?? 0

  const inputEnded = new Promise<void>((resolve) => { child.stdin.once('close', resolve) })
  const outputEnded = new Promise<void>((resolve) => { child.stdout.once('close', resolve) })
  const gone = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => { resolve({ code, signal }) })
  })
  const exited = gone.then(async (how) => {
    // What it started in its group has nobody left to report to, and may hold the pipes open for ever.
    signalGroup(pid, 'SIGKILL')
    child.stdout.resume()
    await within(deadlines.drainMs, outputEnded)
    child.stdout.destroy()
    child.stderr.destroy()
    child.stdin.destroy()
    splitter.end()
    return { ...how, because, stderr: stderr.trim() }
  })

  async function end({ idle }: { idle: boolean }): Promise<ProcessExit> {
    // In the middle of a turn a closed input would wait for the turn's end.
    child.stdin.end()
    if (idle && await within(deadlines.closeMs, gone)) return exited
    for (const [signal, ms] of [['SIGINT', deadlines.interruptMs], ['SIGTERM', deadlines.terminateMs]] as const) {
      signalGroup(pid, signal)
      if (await within(ms, gone)) return exited
    }
    signalGroup(pid, 'SIGKILL')
    return exited
  }
  const endOnce = (how: { idle: boolean }): Promise<ProcessExit> => (ending ??= end(how))

  // A process goes on for as long as it likes when one of its pipes is closed, and nobody would hear of it again.
  const endAfter = async (sign: Promise<void>, { ms, what }: { ms: number; what: string }): Promise<void> => {
    await sign
    if (ending !== null || await within(ms, gone)) return
    because ??= `it closed its ${what}, so it was ended`
    await endOnce({ idle: false })
  }
  void endAfter(outputEnded, { ms: deadlines.closeMs, what: 'output' })
  void endAfter(inputEnded, { ms: deadlines.closeMs, what: 'input' })
  void endAfter(inputRefused, { ms: deadlines.drainMs, what: 'input' })

  return {
    identity: { pid, startTime: startTimeOf(pid) },
    exited,
    write(message) {
      if (!inputOpen || !child.stdin.writable) return false
      child.stdin.write(`${JSON.stringify(message)}\n`)
      return true
    },
    hold(held) {
      if (held) child.stdout.pause()
      else child.stdout.resume()
    },
    end: endOnce,
  }
}

function cannotRun(program: string, cwd: string, error: Error): Error {
  const code = 'code' in error ? error.code : null
  // A missing folder is reported as a missing program.
  if (!existsSync(cwd)) return new Problem('precondition', `This session's clone was expected in ${cwd}, which is not there; delete the session and create it again.`, { cause: error })
  if (code === 'ENOENT') return new Problem('precondition', `Claude Code was to be started as "${program}", which was not found; install it (npm install -g @anthropic-ai/claude-code) or put it on the PATH of claudework.`, { cause: error })
  if (code === 'EACCES') return new Problem('precondition', `Claude Code was to be started as "${program}", which may not be run; check its permissions.`, { cause: error })
  return error
}

/** Whether a promise settles in time. */
export async function within(ms: number, promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => { timer = setTimeout(() => { resolve(false) }, ms).unref() })
  const inTime = await Promise.race([promise.then(() => true as const), late])
  clearTimeout(timer)
  return inTime
}
