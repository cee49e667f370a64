import { createInterface } from 'node:readline/promises'
import { Failure } from '../failure.ts'
import { printable, type Io } from '../io.ts'
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
  details: ['On a terminal it asks first. In a script it does not.'],
  run: (invocation) =>
    operateOnEach(invocation, 'deleted', async (api, { id, name }) => {
      const { io, flags } = invocation
      if (!flags.yes && io.stdin.isTTY && io.stderr.isTTY) await ask(`Delete "${printable(name)}" and its clone?`, io)
      const confirmName = flags['confirm-name']
      return { id, ...(await api.sessions.remove.mutate({ id, ...(confirmName === undefined ? {} : { confirmName }) })) }
    }),
})

async function ask(question: string, io: Io): Promise<void> {
  const lines = createInterface({ input: io.stdin, output: io.stderr })
  try {
    const answer = await lines.question(`${question} [y/N] `)
    if (!/^y(?:es)?$/i.test(answer.trim())) throw new Failure('Nothing was deleted.')
  } finally {
    lines.close()
  }
}
