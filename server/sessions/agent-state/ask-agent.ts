// Asks an agent what it does, in its own place, where nothing was heard of it: after a restart, or where its reports fell silent.
import type { AskRequest, SupervisorLink } from '../../terminal/link.ts'
import { parseAgentsJson } from './agents-json.ts'
import type { AgentStates } from './agent-states.ts'

export type AskAgentDeps = {
  now: () => number
  agentStates: Pick<AgentStates, 'isAskDue' | 'hear'>
  linkOf: (sessionId: string) => Pick<SupervisorLink, 'terminals' | 'ask'> | null
  /** How to ask the session's agent; null where it cannot be asked. */
  questionOf: (sessionId: string) => Promise<AskRequest | null>
}

/** Asks where it is time to, and says what came of it. A program that cannot be run, or knows nothing, is no answer. */
export function createAskAgent({ now, agentStates, linkOf, questionOf }: AskAgentDeps) {
  return async (sessionId: string): Promise<void> => {
    if (!agentStates.isAskDue(sessionId)) return
    const link = linkOf(sessionId)
    const pid = link?.terminals().find(({ kind, running }) => kind === 'agent' && running)?.pid ?? null
    if (!link || pid === null) return
    // Said first, so that an answer that takes its time is not asked for again.
    agentStates.hear(sessionId, { kind: 'no-answer', at: now() })
    const question = await questionOf(sessionId)
    if (!question) return
    const { code, output } = await link.ask(question)
    const report = code === 0 ? parseAgentsJson(output, pid) : null
    // Meanwhile the agent itself may have told.
    if (report && pid === link.terminals().find(({ kind }) => kind === 'agent')?.pid) agentStates.hear(sessionId, { kind: 'agents-json', at: now(), report })
  }
}
