import type { SupervisorLink } from '../../terminal/link.ts'
import type { Clock } from '../sweeper/clock.ts'
import type { AgentStates } from './agent-states.ts'
import { readClaudeScreen } from './claude-screen.ts'

/** As often as a screen is looked at, at most. */
const everyMs = 1_000

export type ScreenGlanceDeps = {
  clock: Clock
  agentStates: Pick<AgentStates, 'of' | 'hear'>
  linkOf: (sessionId: string) => Pick<SupervisorLink, 'terminals' | 'screen'> | null
}

type Looked = { offset: number; at: number; later: (() => void) | null }

/** Looks at the screen of an agent in its turn when that has changed: some things it shows and does not say. */
export function createScreenGlance({ clock, agentStates, linkOf }: ScreenGlanceDeps) {
  const sessions = new Map<string, Looked>()

  async function look(sessionId: string): Promise<void> {
    const link = linkOf(sessionId)
    const terminal = link?.terminals().find(({ kind, running }) => kind === 'agent' && running)
    const before = sessions.get(sessionId)
    if (!link || !terminal || terminal.offset === before?.offset || !agentStates.of(sessionId)?.turnInFlight) return
    sessions.set(sessionId, { offset: terminal.offset, at: clock.monotonic(), later: null })
    const { lines } = await link.screen(terminal.id)
    const says = readClaudeScreen(lines)
    agentStates.hear(sessionId, { kind: 'screen', at: clock.wall(), says })
    // What was said a moment ago comes before what is shown; nothing may change on the screen any more.
    const known = agentStates.of(sessionId)
    if ((says.interrupted || (says.resting && known?.state === 'working')) && known?.turnInFlight && known.source !== 'osc7501') lookLater(sessionId, { offset: -1, at: clock.monotonic(), later: null })
  }

  function lookLater(sessionId: string, known: Looked): void {
    sessions.set(sessionId, known)
    known.later = clock.after(known.at + everyMs - clock.monotonic(), () => {
      known.later = null
      lookNow(sessionId)
    })
  }

  // A supervisor that does not answer is seen by whoever asks it regularly.
  const lookNow = (sessionId: string): void => { look(sessionId).catch(() => undefined) }

  return {
    /** Its supervisor told of its terminals. */
    changed(sessionId: string): void {
      const known = sessions.get(sessionId)
      if (known?.later) return
      if (!known || clock.monotonic() >= known.at + everyMs) lookNow(sessionId)
      else lookLater(sessionId, known)
    },
    forget(sessionId: string): void {
      sessions.get(sessionId)?.later?.()
      sessions.delete(sessionId)
    },
    close: (): void => { for (const { later } of sessions.values()) later?.() },
  }
}
