import { styleText } from 'node:util'
import { print } from '../io.ts'
import type { ListedSession } from '../session-reference.ts'
import { table } from '../table.ts'
import { ago } from '../time.ts'
import { defineVerb } from '../verb.ts'

const colors = { creating: 'yellow', starting: 'yellow', running: 'green', stopping: 'yellow', stopped: 'gray', error: 'red' } as const

export const ls = defineVerb({
  name: 'ls',
  summary: 'list the sessions',
  flags: { quiet: { type: 'boolean', short: 'q', help: 'print ids alone' }, words: { type: 'boolean', help: 'print one word for each: its name where that is one and no other has it, else its id' } },
  examples: ['claudework ls', 'claudework ls --json | jq -r ".[].name"'],
  async run({ io, flags, api }) {
    const sessions = await api().sessions.list.query()
    if (flags.json) await print(io.stdout, `${JSON.stringify(sessions, null, 2)}\n`)
    else if (flags.quiet) await print(io.stdout, sessions.map(({ id }) => `${id}\n`).join(''))
    else if (flags.words) await print(io.stdout, sessions.map((session) => `${wordOf(session, sessions)}\n`).join(''))
    else if (sessions.length === 0) await print(io.stderr, 'There are no sessions yet; make one with "claudework new <repository>".\n')
    else await print(io.stdout, listing(sessions, io.stdout))
    return 0
  },
})

/** For completions: what a shell takes as one word as it is. */
function wordOf({ id, name }: ListedSession, sessions: readonly ListedSession[]): string {
  return /^[\w.@%+:,/][\w.@%+:,/-]*$/.test(name) && sessions.filter((other) => other.name === name).length === 1 ? name : id
}

function listing(sessions: readonly ListedSession[], stream: NodeJS.WriteStream): string {
  const rows = sessions.map((session) => [
    session.id.slice(0, 8), session.name, session.status, session.agent, session.environmentKind ?? '-', session.newBranch ?? session.branch ?? '-',
    ago(session.createdAt, Date.now()), session.statusReason ?? '',
  ])
  return table([['ID', 'NAME', 'STATUS', 'AGENT', 'WHERE', 'BRANCH', 'AGE', 'REASON'], ...rows], (cell, { row, column }) => {
    const session = sessions[row - 1]
    return session && column === 2 ? styleText(colors[session.status], cell, { stream }) : cell
  })
}
