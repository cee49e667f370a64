import { bringUp, ensureAgent, knownTerminals, openAgent } from '../terminals/agent-terminal.ts'
import { failpoint } from '../../failpoint.ts'
import { placeAndAdapter, saveState, type SessionContext } from '../context.ts'
import type { Home, ProcessStatus } from './home.ts'
import { runSetup } from '../creation/setup.ts'

/** A session in the place of an environment's adapter, with a supervisor and terminals. */
export function environmentHome(context: SessionContext, sessionId: string): Home {
  const { place, adapter } = placeAndAdapter(context, sessionId)
  const save = (state: Record<string, unknown>): Promise<void> => saveState(context, sessionId, state)

  async function processStatus(): Promise<ProcessStatus> {
    const about = { source: adapter.kind, environmentId: place.environment.id }
    const link = context.links.find(sessionId)
    if (link?.state === 'connected') {
      const running = link.terminals().some((terminal) => terminal.kind === 'agent' && terminal.running)
      return { ...about, running, checkedAt: context.now(), reason: running ? null : 'The agent has ended.' }
    }
    const poll = await adapter.poll(place)
    const checkedAt = context.now()
    switch (poll.place) {
      case 'stopped':
        return { ...about, running: false, checkedAt, reason: 'The session does not run.' }
      case 'missing':
        return { ...about, running: false, checkedAt, reason: 'There is nothing of this session to run in its environment.' }
      case 'unknown':
        return { ...about, running: null, checkedAt, reason: poll.reason }
      case 'running':
        return { ...about, running: null, checkedAt, reason: 'The session runs, but its supervisor does not answer.' }
    }
  }

  return {
    async create({ onStep, onLog, signal, rescue, onCloned }) {
      // What an earlier try left behind, where its undo could not reach the engine.
      if (place.state !== null) await adapter.remove(place)
      await adapter.create({ ...place, state: null }, { onStep, onLog, signal, save, ...(rescue ? { rescue } : {}) })
      await onCloned()
      failpoint('clone noted')
      await runSetup(context, sessionId, { onStep, onLog, signal })
      await bringUp(context, sessionId, { mode: 'fresh', signal, onStep })
      failpoint('agent opened')
    },
    async start({ signal, mode, renew = false }) {
      await adapter.start(place, { save, signal, renew })
      failpoint('place started')
      await bringUp(context, sessionId, { mode, signal })
    },
    async stop(cause) {
      await adapter.stop(place, cause)
      failpoint('place stopped')
      context.links.close(sessionId)
    },
    prepareAnew: (signal) => adapter.prepareAnew(place, { signal }),
    async restartAgent({ mode }) {
      const link = context.links.get(sessionId)
      const agent = link.terminals().find((terminal) => terminal.kind === 'agent')
      if (agent?.running) await link.end(agent.id)
      await openAgent(context, sessionId, { link, mode })
    },
    async remove() {
      context.links.close(sessionId)
      await adapter.remove(place)
      failpoint('place removed')
      await context.lastScreens.forget(knownTerminals(context.store.get(sessionId).terminals).map(({ id }) => id))
      await context.store.update(sessionId, { adapterState: null, containerId: null, volumeName: null })
    },
    poll: () => adapter.poll(place),
    git: (question, run) => adapter.git(place, question, run),
    verify: (run) => adapter.verify(place, run),
    async adopt(signal) {
      const link = context.links.open(sessionId)
      await link.ready(signal)
      if (context.operations.current(sessionId) === null) await ensureAgent(context, sessionId, { link, mode: 'resume' })
    },
    leave: () => { context.links.close(sessionId) },
    usage: () => adapter.usage(place),
    keepScreens: () => context.lastScreens.keep(sessionId),
    processStatus,
  }
}
