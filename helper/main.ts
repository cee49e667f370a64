import { diffOf } from './diff.ts'
import { HelperFailure } from './failure.ts'
import type { Question, Told } from './question.ts'
import { statusOf } from './status.ts'

function tell(told: Told): void {
  process.stderr.write(`${JSON.stringify(told)}\n`)
}

async function answer(question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'status':
      return statusOf(question.work)
    case 'diff':
      return diffOf(question.work, question)
    case 'rescue':
    case 'restore':
    case 'verify':
      throw new HelperFailure('not yet')
  }
}

async function main(): Promise<void> {
  try {
    const said = await answer(JSON.parse(process.argv[2] ?? '') as Question)
    process.stdout.write(JSON.stringify(said))
  } catch (error) {
    if (!(error instanceof HelperFailure)) throw error
    tell({ failed: error.message })
    process.exitCode = 1
  }
}

void main()
