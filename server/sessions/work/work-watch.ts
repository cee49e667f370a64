import type { Logger } from 'pino'
import { Problem, sentenceOf } from '../../problem.ts'
import type { SessionContext } from '../context.ts'
import { homeOf } from '../homes/homes.ts'
import { askWork } from './ask-work.ts'
import { unknownWarnings, warningsFrom, workTreeStatus, type GitWarnings } from './git-warnings.ts'

export type WorkWatchDeps = { context: SessionContext; log: Logger }

/** So many questions of the background at a time; who asks by hand does not wait for them. */
const backgroundSlots = 1
const deadlineMs = 60_000
/** So long after the end of a turn, or of a command in a shell, that many short ones are asked about once. */
const settleMs = 3_000

/** What every session's tree holds that is nowhere else: asked when somebody wants to know and after each turn of its agent, kept in its row. */
export function createWorkWatch({ context, log }: WorkWatchDeps) {
  const asking = new Map<string, Promise<GitWarnings>>()
  const following = new Map<string, Promise<GitWarnings>>()
  const waiting = new Set<string>()
  const settling = new Map<string, NodeJS.Timeout>()
  let busy = 0

  const kept = (sessionId: string): GitWarnings | null => context.store.get(sessionId).git as GitWarnings | null

  async function ask(sessionId: string): Promise<GitWarnings> {
    const last = kept(sessionId)
    try {
      const status = await askWork(homeOf(context, sessionId), { ask: 'status' }, { shape: workTreeStatus, deadlineMs })
      return warningsFrom(status, context.now())
    } catch (error) {
      if (!(error instanceof Problem)) log.error({ err: error, session: sessionId }, 'a work tree could not be looked at')
      return unknownWarnings(sentenceOf(error), last)
    }
  }

  /**
   * One question at a time: who asks while one is under way, which may have looked already, gets the next answer, with all others
   * who wait. Never rejects for what the tree or the engine does: that is `unknown`.
   */
  function check(sessionId: string): Promise<GitWarnings> {
    const running = asking.get(sessionId)
    if (running) {
      const next = following.get(sessionId) ?? running.then(() => {
        following.delete(sessionId)
        return check(sessionId)
      })
      following.set(sessionId, next)
      return next
    }
    const answer = ask(sessionId).then((warnings) => {
      context.store.note(sessionId, { git: warnings })
      return warnings
    }).finally(() => { asking.delete(sessionId) })
    asking.set(sessionId, answer)
    return answer
  }

  function next(): void {
    for (const sessionId of waiting) {
      if (busy >= backgroundSlots) return
      waiting.delete(sessionId)
      if (context.store.find(sessionId)?.cloned !== true || context.operations.current(sessionId) !== null) continue
      busy += 1
      void check(sessionId).finally(() => {
        busy -= 1
        next()
      })
    }
  }

  return {
    async warnings(sessionId: string): Promise<GitWarnings> {
      const row = context.store.get(sessionId)
      if (!row.cloned) return unknownWarnings('This session has no whole clone yet.', null)
      return check(sessionId)
    },
    /** A turn of its agent has ended: the tree may be another one. */
    changed(sessionId: string): void {
      clearTimeout(settling.get(sessionId))
      settling.set(sessionId, setTimeout(() => {
        settling.delete(sessionId)
        waiting.add(sessionId)
        next()
      }, settleMs).unref())
    },
    /** Resolves when nothing is asked any more. */
    async close(): Promise<void> {
      waiting.clear()
      for (const timer of settling.values()) clearTimeout(timer)
      settling.clear()
      await Promise.allSettled([...asking.values(), ...following.values()])
    },
  }
}
