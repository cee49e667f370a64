import { homeOf, type SessionContext } from './context.ts'

export type ProcessStatus = {
  /** null = it could not be found out; `reason` says why. */
  running: boolean | null
  source: 'HOST' | 'DOCKER' | 'process-manager'
  environmentId: string | null
  checkedAt: string
  reason: string | null
}

/** Whether the session's agent runs. The supervisor's word counts first, then the environment's. */
export async function processStatus(context: SessionContext, sessionId: string): Promise<ProcessStatus> {
  const { place, adapter } = homeOf(context, sessionId)
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
