import type { Poll } from '../../environments/adapter.ts'
import type { LegacyPlace, SaveState } from '../../legacy/process-manager.ts'
import type { SessionContext } from '../context.ts'
import type { Home } from './home.ts'

/** A session without an environment: a conversation that the process manager runs on this machine. It has no terminals. */
export function legacyHome(context: SessionContext, sessionId: string): Home {
  const { legacy, store } = context
  // Read at each use: the state is saved in the middle of an operation.
  const place = (): LegacyPlace => {
    const { repoUrl, branch, adapterState, permissionMode } = store.get(sessionId)
    return { sessionId, repoUrl, branch, state: adapterState, permissionMode: permissionMode ?? undefined }
  }
  const save: SaveState = async (state) => { await store.update(sessionId, { adapterState: state }) }
  const poll = (): Poll => (legacy.status(place()).running ? { place: 'running' } : { place: 'stopped', exit: legacy.view(sessionId)?.exit ?? null })

  return {
    async create({ onStep, onLog, signal, rescue, onCloned }) {
      if (place().state !== null) await legacy.remove(place())
      await legacy.create({ ...place(), state: null }, { onStep, onLog, signal, save, ...(rescue ? { rescue } : {}) })
      await onCloned()
      onStep({ name: 'agent', state: 'running' })
      await legacy.start(place(), { save, signal })
      onStep({ name: 'agent', state: 'done' })
    },
    start: ({ signal }) => legacy.start(place(), { save, signal }),
    stop: (cause) => legacy.stop(place(), cause),
    // No settings apply to it.
    prepareAnew: () => Promise.resolve(),
    restartAgent: ({ mode }) => legacy.restart(place(), { fresh: mode === 'fresh', save }),
    async remove() {
      await legacy.remove(place())
      await store.update(sessionId, { adapterState: null })
    },
    poll: () => Promise.resolve(poll()),
    git: (question, run) => legacy.git(place(), question, run),
    verify: (run) => legacy.verify(run),
    // A process of an earlier run of the server cannot be spoken to any more; its conversation can be gone on with.
    adopt: (signal) => legacy.start(place(), { save, signal }),
    leave: () => undefined,
    usage: () => legacy.usage(place()),
    keepScreens: () => Promise.resolve(),
    processStatus() {
      const { running, reason } = legacy.status(place())
      return Promise.resolve({ running, reason, source: 'process-manager', environmentId: null, checkedAt: context.now() })
    },
  }
}
