import { UsageError } from '../failure.ts'
import { operateOnEach } from '../operate.ts'
import { defineVerb } from '../verb.ts'

export const restart = defineVerb({
  name: 'restart',
  summary: 'restart sessions, or only their agents',
  usage: '<session>...',
  args: { min: 1, max: Infinity },
  completes: 'sessions',
  flags: {
    agent: { type: 'boolean', help: 'restart the agent alone, in the same conversation' },
    fresh: { type: 'boolean', help: 'with --agent: begin a new conversation' },
  },
  run(invocation) {
    const { agent = false, fresh = false } = invocation.flags
    if (fresh && !agent) throw new UsageError('--fresh goes with --agent.')
    if (agent) return operateOnEach(invocation, 'agent restarted', (api, { id }) => api.process.restart.mutate({ sessionId: id, fresh }))
    return operateOnEach(invocation, 'running', (api, { id }) => api.sessions.restart.mutate({ id }))
  },
})
