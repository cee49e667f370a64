import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Question } from '../../../helper/question.ts'
import { Problem } from '../../problem.ts'
import { createHelperWords, type HelperRun } from '../helper-run.ts'

export type HostHelperDeps = { node: string; supervisorDir: string; env: Record<string, string | undefined> }
export type HostHelper = ReturnType<typeof createHostHelper>

const passed = ['PATH', 'TMPDIR', 'LD_LIBRARY_PATH'] as const

/** The helper program as a child of the server: a process group of its own, next to nothing of our environment. */
export function createHostHelper({ node, supervisorDir, env }: HostHelperDeps) {
  return async (question: Question, { input, output, onProgress, signal }: HelperRun): Promise<void> => {
    signal.throwIfAborted()
    if ('work' in question && question.ask !== 'restore' && !existsSync(question.work)) throw new Problem('not-found', 'The folder with the work of this session was removed outside claudework.')
    const words = createHelperWords(onProgress)
    const given = Object.fromEntries(passed.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
    const child = spawn(node, [join(supervisorDir, 'helper.cjs'), JSON.stringify(question)], { cwd: '/', detached: true, env: given, stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'] })
    const end = (): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
      }
    }
    signal.addEventListener('abort', end)
    child.stderr?.on('data', (bytes: Buffer) => { words.push(bytes) })
    const closed = new Promise<number | null>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', resolve)
    })
    const flows = [
      child.stdout ? pipeline(child.stdout, output) : Promise.resolve(),
      // It may have what it needs before it has read everything.
      input && child.stdin ? pipeline(input, child.stdin).catch(() => undefined) : Promise.resolve(),
    ]
    try {
      const [code] = await Promise.all([closed, ...flows.map((flow) => flow.catch((error: unknown) => { end(); throw error }))])
      if (code !== 0) throw words.failure(code)
    } catch (error) {
      end()
      await closed.catch(() => undefined)
      if (signal.aborted) throw cancelled(error)
      throw error
    } finally {
      signal.removeEventListener('abort', end)
    }
  }
}

function cancelled(cause?: unknown): Problem {
  return new Problem('cancelled', 'The work tree was being looked at when that was called off.', { cause })
}
