import { operateOnEach } from '../operate.ts'
import { defineVerb } from '../verb.ts'

export const start = defineVerb({
  name: 'start',
  summary: 'start stopped sessions',
  usage: '<session>...',
  args: { min: 1, max: Infinity },
  completes: 'sessions',
  flags: {},
  run: (invocation) => operateOnEach(invocation, 'running', (api, { id }) => api.sessions.start.mutate({ id })),
})
