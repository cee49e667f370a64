import { failpoint } from '../../failpoint.ts'
import { Problem, sentenceOf } from '../../problem.ts'
import type { SessionContext } from '../context.ts'
import type { Home } from '../homes/home.ts'
import { homeOf } from '../homes/homes.ts'

export type Removal = {
  /** The session's name: it is deleted even where its work cannot be rescued. */
  confirmName?: string | undefined
  signal: AbortSignal
}

/** Deletes a session after its work was rescued. What cannot be rescued stays, unless its name was said. */
export async function removeSession(context: SessionContext, sessionId: string, { confirmName, signal }: Removal): Promise<void> {
  const { name, cloned } = context.store.get(sessionId)
  await context.store.update(sessionId, { status: 'stopping', statusReason: 'Deleting', statusCheckedAt: context.now() })
  failpoint('removal noted')
  const home = homeOf(context, sessionId)
  try {
    if (cloned && await hasWork(home)) {
      // Nobody writes what is about to be read.
      await home.stop('stopped by user')
      await keepWork(context, sessionId, { confirmed: confirmName === name, signal })
    }
    await home.remove()
  } catch (error) {
    // The server is closing: the deletion goes on at its next start.
    if (signal.aborted) throw error
    await settle(context, sessionId, error)
    throw error
  }
  await context.store.remove(sessionId)
}

/** Where the work is gone already, by somebody else or by a deletion that was cut short, there is nothing to rescue. */
async function hasWork(home: Home): Promise<boolean> {
  const poll = await home.poll()
  return poll.place !== 'missing' || poll.kept
}

async function keepWork(context: SessionContext, sessionId: string, { confirmed, signal }: { confirmed: boolean; signal: AbortSignal }): Promise<void> {
  try {
    await context.rescues.take({ row: context.store.get(sessionId), home: homeOf(context, sessionId), signal })
  } catch (error) {
    if (signal.aborted || (error instanceof Problem && error.kind === 'unavailable')) throw error
    const log = error instanceof Problem ? 'warn' : 'error'
    context.log[log]({ err: error, session: sessionId }, confirmed ? 'deleting a session whose work could not be rescued' : 'the work of a session could not be rescued')
    if (!confirmed) throw new RescueProblem(`It was not deleted, since its work could not be rescued: ${sentenceOf(error)} To delete it all the same and lose the work, confirm with its name.`, { cause: error })
  }
}

/** The session is as it was, but stopped. */
class RescueProblem extends Problem {
  constructor(message: string, options: ErrorOptions) {
    super('precondition', message, options)
  }
}

async function settle(context: SessionContext, sessionId: string, error: unknown): Promise<void> {
  const statusCheckedAt = context.now()
  if (error instanceof RescueProblem) await context.store.update(sessionId, { status: 'stopped', statusReason: error.message, statusCheckedAt })
  else await context.store.update(sessionId, { status: 'error', statusReason: `It could not be deleted: ${sentenceOf(error)}`, statusCheckedAt })
}
