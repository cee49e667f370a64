import { createClient } from '../../client/client.ts'
import { exitCodeOf } from '../exit-code.ts'
import { Failure, UsageError } from '../failure.ts'
import { print } from '../io.ts'
import { findSession } from '../session-reference.ts'
import { attachHere } from '../terminal/attached.ts'
import { detachKey } from '../terminal/detach-key.ts'
import { findTerminal, refuseUnlessRunning } from '../terminal/find-terminal.ts'
import { defineVerb } from '../verb.ts'

export const attach = defineVerb({
  name: 'attach',
  summary: 'work in a terminal of a session',
  usage: '<session>',
  args: { min: 1, max: 1 },
  completes: 'sessions',
  flags: {
    terminal: { type: 'string', short: 't', value: 'terminal', help: "which one, by number, title or id; the agent's, where left out" },
    shell: { type: 'boolean', short: 's', help: 'open a new shell; it is closed when it ends' },
    'detach-key': { type: 'string', value: 'key', help: 'the key that leaves it running, such as ctrl-q, or "none"; ctrl-] where left out' },
  },
  details: [
    'Shows the screen as it is, then everything that happens. The session goes on when you detach, and when the connection is lost; it is taken up again by itself, and the bottom line says when that takes longer.',
    "Exits with 0 after the detach key, and with the program's own exit code once that has ended.",
  ],
  async run({ io, flags, args: [reference = ''], api, address }) {
    if (!io.stdin.isTTY || !io.stdout.isTTY) throw new UsageError('"claudework attach" needs a terminal; in scripts use "claudework exec" or "claudework logs".')
    const key = detachKey(flags['detach-key'] ?? 'ctrl-]')
    const session = await findSession(api(), reference)
    refuseUnlessRunning(session)
    const { id, running } = flags.shell
      ? await api().terminals.open.mutate({ sessionId: session.id, cols: io.stdout.columns, rows: io.stdout.rows })
      : await findTerminal(api(), session, flags.terminal)
    if (!running) throw new Failure(`The program in this terminal has ended; start the agent again with "claudework restart --agent ${session.id.slice(0, 8)}", or see what it left with "claudework logs".`)
    if (key.name !== 'none') await print(io.stderr, `Attached to ${session.name}; ${key.name} detaches.\n`)
    const client = createClient(address())
    try {
      const outcome = await attachHere(client, { terminalId: id, io, key })
      switch (outcome.kind) {
        case 'detached':
          await print(io.stderr, `Detached from ${session.name}, which goes on.\n`)
          return 0
        case 'closed':
          await print(io.stderr, `The terminal of ${session.name} was closed.\n`)
          return 0
        case 'exited':
          if (flags.shell) await client.terminals.close.mutate({ terminalId: id })
          await print(io.stderr, `The program ended (${outcome.exit.cause}).\n`)
          return exitCodeOf(outcome.exit)
      }
    } finally {
      await client.close()
    }
  },
})
