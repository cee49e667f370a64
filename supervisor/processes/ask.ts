import { spawn } from 'node:child_process'
import { checkFolder, environmentOf, firstThatExists } from './program.ts'
import { wireLimits, type Answered, type AskRequest } from '../protocol.ts'
import { Refusal } from '../wire/refusal.ts'

/** Questions at a time: each is a program. */
const mostAtOnce = 2

/** Runs short-lived programs for what they print, beside the terminals. */
export class Asker {
  #running = 0

  async ask({ commands, cwd, env: given }: AskRequest): Promise<Answered> {
    if (this.#running >= mostAtOnce) throw new Refusal('unavailable', 'Too much is asked here at the same time; ask again in a few seconds.')
    const env = environmentOf(given)
    const [program = '', ...args] = firstThatExists(commands, env)
    checkFolder(cwd)
    this.#running += 1
    try {
      return await answerOf(program, args, { cwd, env })
    } finally {
      this.#running -= 1
    }
  }
}

function answerOf(program: string, args: string[], options: { cwd: string; env: Record<string, string> }): Promise<Answered> {
  return new Promise((resolve, reject) => {
    // A group of its own, so that what it starts ends with it.
    const child = spawn(program, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
    const chunks: Buffer[] = []
    let size = 0
    let cut = false
    const end = (): void => {
      cut = true
      killGroup(child.pid)
    }
    const timer = setTimeout(end, wireLimits.answerMs)
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= wireLimits.answer) chunks.push(chunk)
      else end()
    })
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(new Refusal('failed', `${program} could not be run here.`, { cause: error }))
    })
    // Not `close`: a child of its own may hold the pipe for ever.
    child.once('exit', (code) => {
      clearTimeout(timer)
      setImmediate(() => {
        child.stdout.destroy()
        killGroup(child.pid)
        resolve({ code: cut ? null : code, output: Buffer.concat(chunks).toString('utf8') })
      })
    })
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
