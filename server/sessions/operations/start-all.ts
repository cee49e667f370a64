import { sentenceOf } from '../../problem.ts'
import type { SessionRow } from '../session-store.ts'
import type { Exit } from '../../../contract/session-state.ts'

/** Agents that all come up at once would take the machine down again. */
const atATime = 2

export type StartAllResult = { started: string[]; failed: { id: string; name: string; reason: string }[] }

/** It ran when its engine or its machine went down; nobody wanted it stopped. */
export function wentDownWithItsPlace({ status, cloned, exit }: Pick<SessionRow, 'status' | 'cloned' | 'exit'>): boolean {
  return status === 'stopped' && cloned && (exit as Exit | null)?.cause === 'stopped by engine'
}

/** Starts sessions one after the other, two at a time. One that fails keeps none of the others from starting. */
export async function startAll(rows: readonly Pick<SessionRow, 'id' | 'name'>[], start: (sessionId: string) => Promise<unknown>): Promise<StartAllResult> {
  const result: StartAllResult = { started: [], failed: [] }
  const waiting = [...rows]
  const work = async (): Promise<void> => {
    for (let row = waiting.shift(); row; row = waiting.shift()) {
      const { id, name } = row
      try {
        await start(id)
        result.started.push(id)
      } catch (error) {
        result.failed.push({ id, name, reason: sentenceOf(error) })
      }
    }
  }
  await Promise.all(Array.from({ length: atATime }, work))
  return result
}
