import { closeSync, constants as fsConstants, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { constants as osConstants } from 'node:os'
import { ReadStream } from 'node:tty'
import { InputQueue } from './input-queue.ts'
import type { PtyBinding } from './pty-binding.ts'
import { PtyReading } from './pty-reading.ts'
import type { PtyRounds } from './pty-rounds.ts'

export type Program = { argv: string[]; cwd: string; env: Record<string, string>; cols: number; rows: number }
export type PtyExit = { code: number | null; signal: string | null }

export type Pty = {
  readonly pid: number
  readonly input: InputQueue
  resize(cols: number, rows: number): void
  /** Something is about to be typed: what follows is handed over as it comes. */
  hurry(): void
  pause(): void
  resume(): void
  /** Program name of the foreground process group; null where there is none any more. */
  foreground(): string | null
}

export type PtyDeps = {
  binding: PtyBinding
  /** Shared by the terminals of a supervisor. */
  rounds: PtyRounds
}

export type PtyListeners = {
  /** The chunk is overwritten by the next one: what is kept of it is copied. */
  onData: (chunk: Buffer) => void
  onExit: (exit: PtyExit) => void
}

/** Far more than a PTY hands over at a time. */
const chunkBytes = 64 * 1024

/**
 * Runs a program in a PTY of its own. `onExit` comes after the last byte that it and its children had printed by then.
 *
 * The end of the stream is not trusted for that: once no process holds the slave side, Linux reports an error in place of
 * what is still unread. So the supervisor holds the slave itself, and after the exit reads the master until it is empty.
 */
export function openPty({ binding, rounds }: PtyDeps, program: Program, listeners: PtyListeners): Pty {
  const { argv: [file = '', ...args], cwd, env, cols, rows } = program
  const pairs = Object.entries(env).map(([key, value]) => `${key}=${value}`)
  const forked = dyingFirst(() => binding.fork(file, args, pairs, cwd, cols, rows, -1, -1, true, '', (code, signal) => end(code, signal)))
  const slave = openSync(forked.pty, fsConstants.O_RDWR | fsConstants.O_NOCTTY)

  const input = new InputQueue(forked.fd)
  // One piece of memory for all chunks: a stream would take as much anew for each few kB, and several turns to hand them over.
  const memory = Buffer.allocUnsafeSlow(chunkBytes)
  const output = new ReadStream(forked.fd, {
    onread: {
      buffer: memory,
      callback: (length) => {
        listeners.onData(memory.subarray(0, length))
        return reading.heard(length)
      },
    },
  })
  const reading = new PtyReading({ listen: () => output.resume(), ignore: () => output.pause(), take }, rounds)
  let open = true
  output.resume()
  // Reading goes on until the exit is told; an error in between (EIO) says only that nothing is there.
  output.on('error', () => undefined)

  function take(): number {
    const length = readNow(forked.fd, memory)
    if (length > 0) listeners.onData(memory.subarray(0, length))
    return length
  }

  function end(code: number, signal: number): void {
    reading.hold()
    input.close()
    while (take() > 0);
    open = false
    closeSync(slave)
    output.destroy()
    listeners.onExit(signal > 0 ? { code: null, signal: signalName(signal) } : { code, signal: null })
  }

  return {
    pid: forked.pid,
    input,
    resize: (toCols, toRows) => {
      if (open) binding.resize(forked.fd, toCols, toRows, 0, 0)
    },
    hurry: () => {
      if (open) reading.hurry()
    },
    pause: () => {
      if (open) reading.hold()
    },
    resume: () => {
      if (open) reading.go()
    },
    foreground: () => (open ? (binding.process(forked.fd, forked.pty) ?? null) : null),
  }
}

/** 0 where the master is empty. */
function readNow(fd: number, into: Buffer): number {
  try {
    return readSync(fd, into)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EIO')) return 0
    throw error
  }
}

/**
 * When memory runs out, the kernel shall take the program and its children, not the supervisor that has to tell of it. A
 * child inherits the score at its birth; set later it would miss what the child has started by then.
 */
function dyingFirst<T>(fork: () => T): T {
  const before = oomScore()
  if (before === null) return fork()
  writeFileSync(oomScoreFile, '500')
  try {
    return fork()
  } finally {
    writeFileSync(oomScoreFile, before)
  }
}

const oomScoreFile = '/proc/self/oom_score_adj'

/** null where there is none (macOS), or where it is as high already. */
function oomScore(): string | null {
  try {
    const score = readFileSync(oomScoreFile, 'utf8').trim()
    return Number(score) < 500 ? score : null
  } catch {
    return null
  }
}

function signalName(number: number): string {
  return Object.entries(osConstants.signals).find(([, value]) => value === number)?.[0] ?? `signal ${String(number)}`
}
