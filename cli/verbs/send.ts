import { printAnswer } from '../answer.ts'
import { Failure } from '../failure.ts'
import { readAll } from '../io.ts'
import { findSession } from '../session-reference.ts'
import { defineVerb } from '../verb.ts'

export const send = defineVerb({
  name: 'send',
  summary: "send a prompt to a session's agent",
  usage: '<session> [text...]',
  args: { min: 1, max: Infinity },
  completes: 'sessions',
  flags: {},
  details: [
    'Without text it is read from standard input. A stopped session is started for it; one that is being created gets it when it runs. Prints what became of the prompt: "delivered", "typed" into the terminal, or "queued" until the agent can take it.',
  ],
  examples: ['claudework send shop "Run the tests and fix what fails."', 'claudework send shop < task.md'],
  async run({ io, flags, args: [reference = '', ...words], api }) {
    const session = await findSession(api(), reference)
    const text = words.length > 0 ? words.join(' ') : io.stdin.isTTY ? '' : (await readAll(io.stdin)).toString().trim()
    if (text === '') throw new Failure('Write the prompt behind the session, or give it on standard input.')
    const receipt = await api().prompts.send.mutate({ sessionId: session.id, text })
    await printAnswer({ io, flags }, receipt, `${session.name}: ${receipt.state}\n`)
    return receipt.state === 'failed' ? 1 : 0
  },
})
