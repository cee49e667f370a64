import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { diffOf } from './diff.ts'
import { HelperFailure } from './failure.ts'
import type { Question, Told } from './question.ts'
import { rescue } from './rescue/rescue.ts'
import { restore } from './rescue/restore.ts'
import { statusOf } from './status.ts'
import { verify } from './rescue/verify.ts'

const progressMs = 250

function tell(told: Told): void {
  process.stderr.write(`${JSON.stringify(told)}\n`)
}

function createProgress(): (done: number, total?: number) => void {
  let last = -Infinity
  return (done, total) => {
    const now = performance.now()
    if (now - last < progressMs) return
    last = now
    tell({ progress: { done, total: total ?? null } })
  }
}

async function answer(question: Question): Promise<void> {
  const onProgress = createProgress()
  const say = (said: unknown): void => { process.stdout.write(JSON.stringify(said)) }
  const input = process.stdin as AsyncIterable<Buffer>
  switch (question.ask) {
    case 'status':
      say(await statusOf(question.work))
      return
    case 'diff':
      say(await diffOf(question.work, question))
      return
    case 'rescue':
      await rescue({ ...question, output: process.stdout, onProgress })
      return
    case 'restore':
      say((await restore({ work: question.work, input, onProgress })).summary)
      return
    case 'verify': {
      const folder = mkdtempSync(join(tmpdir(), 'claudework-verify-'))
      try {
        say(await verify({ work: join(folder, 'work'), input, onProgress }))
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }
  }
}

async function main(): Promise<void> {
  try {
    await answer(JSON.parse(process.argv[2] ?? '') as Question)
  } catch (error) {
    if (!(error instanceof HelperFailure)) throw error
    tell({ failed: error.message })
    process.exitCode = 1
  }
}

void main()
