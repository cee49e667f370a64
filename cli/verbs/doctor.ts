import { printAnswer } from '../answer.ts'
import { confirm } from '../ask.ts'
import { UsageError } from '../failure.ts'
import { print, printable } from '../io.ts'
import { table } from '../table.ts'
import { defineVerb, type Invocation } from '../verb.ts'

export const doctor = defineVerb({
  name: 'doctor',
  summary: 'find what crashes left behind, and take away what is safe to take away',
  flags: {
    fix: { type: 'boolean', help: 'take away what holds no work' },
    adopt: { type: 'string', value: 'id', help: 'take a session into the list that bears no signature of this claudework; "?" lists them' },
    older: { type: 'string', value: 'minutes', help: 'look only at what is at least so old (10)' },
    yes: { type: 'boolean', short: 'y', help: 'do not ask on a terminal' },
  },
  details: [
    'Containers of steps that have ended, files and images that no session uses, and programs of other versions from which nothing runs are safe. What holds or may hold work is listed and never taken away.',
    '"--adopt" is for a lost signing key: it shows what says that it is a session, whosever it is, so look before you take one in.',
  ],
  examples: ['claudework doctor', 'claudework doctor --fix', 'claudework doctor --adopt "?"'],
  async run(invocation) {
    const { flags } = invocation
    if (flags.adopt === '?') return listStrangers(invocation)
    if (flags.adopt !== undefined) return adopt(invocation, flags.adopt)
    return look(invocation, minutesOf(flags.older), { fix: flags.fix ?? false, yes: flags.yes ?? false })
  },
})

type Call = Pick<Invocation, 'io' | 'flags' | 'api'>

async function look({ io, flags, api }: Call, olderThanMinutes: number | undefined, { fix, yes }: { fix: boolean; yes: boolean }): Promise<number> {
  const search = olderThanMinutes === undefined ? {} : { olderThanMinutes }
  const { leftovers, unknown } = await api().doctor.look.query(search)
  const names = leftovers.filter(({ safe }) => safe).map(({ name }) => name)
  if (fix && names.length > 0) await confirm(`Take away ${String(names.length)} thing${names.length === 1 ? '' : 's'} that hold${names.length === 1 ? 's' : ''} no work?`, { io, yes, otherwise: 'Nothing was taken away.' })
  const { cleared } = fix ? await api().doctor.clear.mutate({ names, ...search }) : { cleared: [] }
  if (flags.json) await print(io.stdout, `${JSON.stringify({ leftovers, unknown, cleared }, null, 2)}\n`)
  else {
    for (const { reason } of unknown) await print(io.stderr, `An environment could not be looked at: ${printable(reason)}\n`)
    const rows = leftovers.map(({ kind, name, safe, what }) => [cleared.includes(name) ? 'gone' : safe ? 'safe' : 'look', kind, name, what])
    await print(io.stdout, rows.length === 0 ? 'Nothing is left behind.\n' : table(rows))
    if (!fix && names.length > 0) await print(io.stdout, 'Take away what is safe with "claudework doctor --fix".\n')
  }
  return unknown.length === 0 ? 0 : 1
}

async function listStrangers({ io, flags, api }: Call): Promise<number> {
  const strangers = await api().doctor.strangers.query()
  await printAnswer({ io, flags }, strangers, strangers.length === 0 ? 'There are no sessions of others.\n' : table(strangers.map(({ sessionId, name, repoUrl }) => [sessionId, name, repoUrl])))
  return 0
}

async function adopt({ io, flags, api }: Call, sessionId: string): Promise<number> {
  await confirm(`Take the session ${sessionId} in? What it runs then runs under your name.`, { io, yes: Boolean(flags['yes']), otherwise: 'Nothing was taken in.' })
  const session = await api().doctor.adopt.mutate({ sessionId })
  await printAnswer({ io, flags }, session, `${session.name}: taken in\n`)
  return 0
}

function minutesOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const minutes = Number(text)
  if (!Number.isFinite(minutes) || minutes < 0) throw new UsageError(`--older takes minutes; it is "${text}".`)
  return minutes
}
