import { fstatSync } from 'node:fs'
import { createClient } from '../../client/client.ts'
import { runCommand } from '../exec/remote-command.ts'
import { print, readAll, type Io } from '../io.ts'
import { findSession } from '../session-reference.ts'
import { refuseUnlessRunning } from '../terminal/find-terminal.ts'
import { defineVerb } from '../verb.ts'

export const exec = defineVerb({
  name: 'exec',
  summary: 'run a command in a session, beside its agent',
  usage: '<session> -- <command>...',
  args: { min: 2, max: Infinity },
  completes: 'sessions',
  flags: { stdin: { type: 'boolean', short: 'i', help: 'give our input to the command; all of it is read before the command begins' } },
  details: [
    "The command runs in the clone, in a shell terminal of its own. Its output arrives on stdout and its errors on stderr, byte for byte; where both are one, as on a terminal or after 2>&1, they arrive in their order. Its exit code is ours. Without --stdin its input is empty. Ctrl-C ends it.",
  ],
  examples: ['claudework exec shop -- git status --short', 'git diff | claudework exec shop --stdin -- git apply'],
  async run({ io, flags, args: [reference = '', ...command], api, address }) {
    const session = await findSession(api(), reference)
    refuseUnlessRunning(session)
    const input = flags.stdin ? await readAll(io.stdin) : Buffer.alloc(0)
    const client = createClient(address())
    const left = new AbortController()
    const leave = (): void => left.abort()
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
    for (const signal of signals) process.once(signal, leave)
    try {
      return await runCommand(client, { sessionId: session.id, command, input, signal: left.signal, onOutput: (bytes) => print(io.stdout, bytes), onErrors: isOnePlace(io) ? null : (bytes) => print(io.stderr, bytes) })
    } finally {
      for (const signal of signals) process.off(signal, leave)
      await client.close()
    }
  },
})

/** Both of our streams are a terminal, the same file or the same pipe. */
function isOnePlace({ stdout, stderr }: Io): boolean {
  if (stdout.isTTY && stderr.isTTY) return true
  const [out, err] = [fstatSync(stdout.fd), fstatSync(stderr.fd)]
  return out.dev === err.dev && out.ino === err.ino
}
