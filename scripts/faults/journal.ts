// What has run, kept in a file, so that hours of faults can be let happen in parts.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { idsIn, type Run } from './tally.ts'

export type Journal = {
  /** Runs of earlier times, of tests that name one of the faults; what did not run then is not among them. */
  earlier: readonly Run[]
  add: (runs: readonly Run[]) => void
}

/** One run a line. Without a file nothing is kept. */
export function openJournal(file: string | undefined, faults: readonly string[]): Journal {
  if (file === undefined) return { earlier: [], add: () => undefined }
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => line !== '') : []
  return {
    earlier: lines.map((line) => JSON.parse(line) as Run).filter(({ title }) => idsIn(title).some((id) => faults.includes(id))),
    add: (runs) => { appendFileSync(file, runs.filter(({ outcome }) => outcome !== 'absent').map((run) => `${JSON.stringify(run)}\n`).join('')) },
  }
}
