import { attachEvents, createClient } from '../../client/client.ts'
import { printAnswer } from '../answer.ts'
import { exitCodeOf } from '../exit-code.ts'
import { UsageError } from '../failure.ts'
import { print } from '../io.ts'
import { findSession } from '../session-reference.ts'
import { findTerminal, refuseUnlessRunning } from '../terminal/find-terminal.ts'
import { defineVerb } from '../verb.ts'

export const logs = defineVerb({
  name: 'logs',
  summary: 'print what a terminal of a session has shown',
  usage: '<session>',
  args: { min: 1, max: 1 },
  completes: 'sessions',
  flags: {
    follow: { type: 'boolean', short: 'f', help: "go on until the program ends; exits with the program's own code" },
    terminal: { type: 'string', short: 't', value: 'terminal', help: "which one, by number, title or id; the agent's, where left out" },
    screen: { type: 'boolean', help: 'only what the screen shows now, as plain text' },
    creation: { type: 'boolean', help: "the log of the session's creation" },
  },
  details: [
    'The bytes are those that the program printed, escape sequences included. A terminal keeps its last 4 MiB; where the beginning is gone, the output begins with what redraws the screen, and stderr says so.',
  ],
  async run({ io, flags, args: [reference = ''], api, address }) {
    const [one, other] = (['creation', 'screen', 'follow'] as const).filter((name) => flags[name])
    if (one !== undefined && other !== undefined) throw new UsageError(`Give --${one} or --${other}, not both.`)
    const session = await findSession(api(), reference)
    if (flags.creation) {
      const lines = await api().sessions.log.query({ id: session.id })
      await printAnswer({ io, flags }, lines, lines.map((line) => `${line}\n`).join(''))
      return 0
    }
    refuseUnlessRunning(session)
    const terminal = await findTerminal(api(), session, flags.terminal)
    if (flags.screen) {
      const screen = await api().terminals.screen.query({ terminalId: terminal.id })
      await printAnswer({ io, flags }, screen, screen.lines.join('\n').replace(/\s*$/, '\n'))
      return 0
    }
    if (terminal.offset === 0 && !flags.follow) return 0
    const client = createClient(address())
    try {
      for await (const event of attachEvents(client, terminal.id, { offset: 0, waitingBytes: Infinity })) {
        if (event.kind === 'snapshot') {
          await print(io.stderr, 'claudework: earlier output is no longer kept; this begins with what redraws the screen.\n')
          await print(io.stdout, event.data)
        } else if (event.kind === 'data') await print(io.stdout, event.bytes)
        // Exits before this are those of earlier runs in the same terminal.
        if (event.end < terminal.offset) continue
        if (!flags.follow) return 0
        if (event.kind === 'exit') return exitCodeOf(event.exit)
        if (!terminal.running) return exitCodeOf(terminal.exit ?? { code: null, signal: null })
      }
      return 0
    } finally {
      await client.close()
    }
  },
})
