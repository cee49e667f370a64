import { Writable } from 'node:stream'
import type { z } from 'zod'
import { Problem } from '../../problem.ts'
import type { WorkQuestion } from '../../environments/helper-run.ts'
import type { Home } from '../homes/home.ts'

export type AskOptions<T> = { shape: z.ZodType<T>; deadlineMs: number; signal?: AbortSignal }

/** More than any answer that is bounded by its question. */
const longestAnswer = 32 * 1024 * 1024

/** A question about a work tree that is answered by JSON. What the helper read was written by an agent: the answer is checked. */
export async function askWork<T>(home: Home, question: WorkQuestion, { shape, deadlineMs, signal }: AskOptions<T>): Promise<T> {
  const late = AbortSignal.timeout(deadlineMs)
  const answer = collected(longestAnswer)
  try {
    await home.git(question, { output: answer.output, signal: signal ? AbortSignal.any([signal, late]) : late })
  } catch (error) {
    if (late.aborted) throw new Problem('unavailable', `The work tree could not be looked at within ${String(deadlineMs / 1000)} s; try again.`, { cause: error })
    throw error
  }
  return shape.parse(JSON.parse(answer.text()))
}

function collected(most: number): { output: Writable; text: () => string } {
  const chunks: Buffer[] = []
  let size = 0
  const output = new Writable({
    write(bytes: Buffer, _encoding, done) {
      size += bytes.length
      chunks.push(bytes)
      done(size > most ? new Problem('failed', 'The answer about the work tree was too long.') : null)
    },
  })
  return { output, text: () => Buffer.concat(chunks).toString('utf8') }
}
