import { operateOnEach } from '../operate.ts'
import { defineVerb } from '../verb.ts'

export const stop = defineVerb({
  name: 'stop',
  summary: 'stop sessions; their work stays',
  usage: '<session>...',
  args: { min: 1, max: Infinity },
  completes: 'sessions',
  flags: {},
  run: (invocation) => operateOnEach(invocation, 'stopped', (api, { id }) => api.sessions.stop.mutate({ id })),
})
