import { createInterface } from 'node:readline/promises'
import { Failure } from './failure.ts'
import { printable, type Io } from './io.ts'

/** Asks a yes-or-no question on a terminal; in a script there is nobody to ask, and nothing is asked. Throws on a no. */
export async function confirm(question: string, { io, yes, otherwise }: { io: Io; yes: boolean; otherwise: string }): Promise<void> {
  if (yes || !io.stdin.isTTY || !io.stderr.isTTY) return
  const lines = createInterface({ input: io.stdin, output: io.stderr })
  try {
    const answer = await lines.question(`${printable(question)} [y/N] `)
    if (!/^y(?:es)?$/i.test(answer.trim())) throw new Failure(otherwise)
  } finally {
    lines.close()
  }
}
