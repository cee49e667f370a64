import { confirm } from '../ask.ts'
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
    recreate: { type: 'boolean', help: 'make their containers anew, with the settings of now' },
    yes: { type: 'boolean', short: 'y', help: 'with --recreate: do not ask on a terminal' },
    fresh: { type: 'boolean', help: 'with --agent: begin a new conversation' },
  },
  details: ['With --recreate the clone, the home and the conversation stay; what was installed outside /workspace and /state is lost.'],
  run(invocation) {
    const { agent = false, fresh = false, recreate = false, yes = false } = invocation.flags
    if (recreate && agent) throw new UsageError('--recreate makes the container anew and with it the agent; leave --agent out.')
    if (yes && !recreate) throw new UsageError('--yes goes with --recreate.')
    if (fresh && !agent) throw new UsageError('--fresh goes with --agent.')
    if (agent) return operateOnEach(invocation, 'agent restarted', (api, { id }) => api.process.restart.mutate({ sessionId: id, fresh }))
    if (recreate) return operateOnEach(invocation, 'made anew', async (api, { id, name }) => {
      await confirm(`Make the container of "${name}" anew? What was installed outside /workspace and /state is lost.`, { io: invocation.io, yes, otherwise: 'It was left as it is.' })
      return api.sessions.recreate.mutate({ id })
    })
    return operateOnEach(invocation, 'running', (api, { id }) => api.sessions.restart.mutate({ id }))
  },
})
