// Makes rows and reality agree: at boot, on engine events, when a supervisor falls silent, and every ten seconds.
import { Problem } from '../../problem.ts'
import type { Poll } from '../../environments/adapter.ts'
import type { SessionContext } from '../context.ts'
import { homeOf } from '../homes/homes.ts'
import { markStopped } from '../operations/lifecycle.ts'
import { wentDownWithTheMachine } from '../operations/machine-restart.ts'
import type { Exit } from '../../../contract/session-state.ts'

const connectMs = 20_000
/** Of a supervisor that was connected and fell silent: its link has already waited for it. */
const againMs = 1_000

export function createReconcile(context: SessionContext) {
  const busy = new Set<string>()
  const again = new Set<string>()

  /** Looks at one session; a second call while it looks makes it look once more. Never during an operation, which knows better. */
  async function reconcile(sessionId: string): Promise<void> {
    if (busy.has(sessionId)) {
      again.add(sessionId)
      return
    }
    busy.add(sessionId)
    try {
      do {
        again.delete(sessionId)
        await look(sessionId)
      } while (again.has(sessionId))
    } catch (error) {
      context.log.error({ err: error, session: sessionId }, 'reconcile failed')
    } finally {
      busy.delete(sessionId)
    }
  }

  async function look(sessionId: string): Promise<void> {
    const row = context.store.find(sessionId)
    if (!row?.cloned || context.operations.current(sessionId) !== null) return
    const poll = await homeOf(context, sessionId).poll()
    if (context.operations.current(sessionId) !== null || !context.store.find(sessionId)) return
    await settle(sessionId, poll)
  }

  async function settle(sessionId: string, poll: Poll): Promise<void> {
    const { status } = context.store.get(sessionId)
    switch (poll.place) {
      case 'running':
        await adopt(sessionId)
        return
      case 'stopped': {
        if (status === 'stopped') return
        const told: Exit = poll.exit ?? { cause: 'stopped from outside', code: null, signal: null, at: context.now() }
        const rebooted = await wentDownWithTheMachine(context, sessionId)
        const exit: Exit = rebooted ? { ...told, cause: 'stopped by engine' } : told
        const reason = rebooted ? 'Stopped by a restart of the machine' : reasonOf(exit)
        await markStopped(context, sessionId, { exit, reason })
        tell(sessionId, { what: 'ended', why: reason })
        return
      }
      case 'missing':
        homeOf(context, sessionId).leave()
        await settleMissing(sessionId, poll.kept)
        return
      case 'unknown':
        // The last known status stays; the view shows beside it that the engine does not answer.
        context.store.touch(sessionId)
    }
  }

  async function settleMissing(sessionId: string, kept: boolean): Promise<void> {
    const { status, cloned } = context.store.get(sessionId)
    if (status === 'error' && cloned === kept) return
    const statusReason = kept
      ? 'It was removed outside claudework. Start makes it again from its volumes.'
      : 'It was removed outside claudework, and its work with it. Retry makes a new clone.'
    await context.store.update(sessionId, { status: 'error', statusReason, statusCheckedAt: context.now(), cloned: kept })
    tell(sessionId, { what: 'removed outside', why: kept ? null : 'Its work is gone too' })
  }

  /** The place runs: connect, and see that the agent's terminal is there. */
  async function adopt(sessionId: string): Promise<void> {
    const silent = context.links.find(sessionId)?.state === 'lost'
    try {
      await homeOf(context, sessionId).adopt(AbortSignal.timeout(silent ? againMs : connectMs))
    } catch (error) {
      // `cancelled` is our own impatience.
      const reason = error instanceof Problem && error.kind !== 'cancelled' ? error.message : 'Its supervisor does not answer. Restart the session to get its terminals back; the work is untouched.'
      context.store.show(sessionId, { statusReason: reason })
      return
    }
    if (context.operations.current(sessionId) !== null) return
    const { status, statusReason } = context.store.get(sessionId)
    if (status === 'running' && statusReason === null) context.store.show(sessionId, { statusCheckedAt: context.now() })
    else {
      await context.store.update(sessionId, { status: 'running', statusReason: null, statusCheckedAt: context.now(), exit: null })
      if (status !== 'running') {
        context.onStarted(sessionId)
        tell(sessionId, { what: 'found running', why: null })
      }
    }
  }

  /** What nobody asked for came from the engine's side. */
  function tell(sessionId: string, { what, why }: { what: string; why: string | null }): void {
    context.events.record({ actor: 'engine', what, why, result: 'done', sessionId, sessionName: context.store.get(sessionId).name })
  }

  return reconcile
}
export type Reconcile = ReturnType<typeof createReconcile>

function reasonOf(exit: Exit): string {
  switch (exit.cause) {
    case 'exited':
      return `Its main process exited with code ${String(exit.code ?? 'unknown')}`
    case 'crashed':
      return `It crashed (${exit.signal ?? `code ${String(exit.code ?? 'unknown')}`})`
    case 'oom-killed':
      return 'It ran out of memory'
    case 'disk full':
      return 'The disk that holds its files is full; make room, then start it again'
    case 'stopped by engine':
      return 'Stopped by engine restart'
    case 'stopped by sweeper':
      return 'Stopped because it was idle'
    case 'stopped by user':
      return 'Stopped'
    case 'stopped from outside':
      return 'Stopped from outside claudework'
  }
}
