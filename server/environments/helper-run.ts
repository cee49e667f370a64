import type { Readable, Writable } from 'node:stream'
import type { Question, Told } from '../../helper/question.ts'
import { Problem } from '../problem.ts'

type WithoutPlace<T> = T extends unknown ? Omit<T, 'work'> : never

/** What may be asked about a session's work tree; where that is, its adapter says. */
export type WorkQuestion = WithoutPlace<Extract<Question, { ask: 'status' | 'diff' | 'rescue' }>>

export type HelperProgress = { done: number; total: number | null }

/** One run of the helper program. Resolves when it has ended well; rejects with a Problem, and then it has ended too. */
export type HelperRun = {
  input?: Readable
  /** Gets the whole answer, and its end. */
  output: Writable
  onProgress?: (progress: HelperProgress) => void
  signal: AbortSignal
}

const longestLine = 64 * 1024

/** What a helper says on stderr: progress, and why it failed. Its other words are for the log of failures. */
export function createHelperWords(onProgress: (progress: HelperProgress) => void = () => undefined) {
  let rest = ''
  let failed: string | null = null
  let last = ''
  const take = (line: string): void => {
    const told = parse(line)
    if (told === null) last = line.slice(0, 300) || last
    else if ('failed' in told) failed = told.failed
    else onProgress(told.progress)
  }
  return {
    push(bytes: Uint8Array): void {
      const lines = (rest + Buffer.from(bytes).toString('utf8')).split('\n')
      rest = (lines.pop() ?? '').slice(-longestLine)
      for (const line of lines) take(line)
    },
    failure(code: number | null): Problem {
      if (failed !== null) return new Problem('failed', failed)
      return new Problem('failed', `The work tree could not be looked at (exit ${String(code)}${last ? `: ${last}` : ''}); try again.`)
    },
  }
}

function parse(line: string): Told | null {
  try {
    const told: unknown = JSON.parse(line)
    if (typeof told !== 'object' || told === null) return null
    if ('failed' in told && typeof told.failed === 'string') return { failed: told.failed }
    if (!('progress' in told) || typeof told.progress !== 'object' || told.progress === null) return null
    const { done, total } = told.progress as { done?: unknown; total?: unknown }
    return typeof done === 'number' ? { progress: { done, total: typeof total === 'number' ? total : null } } : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
