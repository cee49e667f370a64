import { confirm } from '../ask.ts'
import { operateOnEach } from '../operate.ts'
import { defineVerb } from '../verb.ts'

export const rm = defineVerb({
  name: 'rm',
  summary: 'delete sessions with their clones',
  usage: '<session>...',
  args: { min: 1, max: Infinity },
  completes: 'sessions',
  flags: {
    yes: { type: 'boolean', short: 'y', help: 'do not ask on a terminal' },
    'confirm-name': { type: 'string', value: 'name', help: "delete even where the work could not be rescued; takes the session's name" },
  },
  details: ['On a terminal it asks first. In a script it does not. A rescue of the work is kept for 30 days.'],
  run: (invocation) =>
    operateOnEach(invocation, 'deleted', async (api, { id, name }) => {
      const { io, flags } = invocation
      await confirm(`Delete "${name}" and its clone?`, { io, yes: flags.yes ?? false, otherwise: 'Nothing was deleted.' })
      const confirmName = flags['confirm-name']
      return { id, ...(await api.sessions.remove.mutate({ id, ...(confirmName === undefined ? {} : { confirmName }) })) }
    }),
})
