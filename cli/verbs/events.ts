import { createClient } from '../../client/client.ts'
import { UsageError } from '../failure.ts'
import { print, printable } from '../io.ts'
import { findSession } from '../session-reference.ts'
import { defineVerb, type Invocation, type PlainClient } from '../verb.ts'

type Event = Awaited<ReturnType<PlainClient['events']['list']['query']>>[number]

const eventFlags = {
  follow: { type: 'boolean', short: 'f', help: 'go on with what happens from now, until Ctrl-C' },
  limit: { type: 'string', short: 'n', value: 'count', help: 'how many of the newest; 50 where left out' },
} as const

export const events = defineVerb({
  name: 'events',
  summary: 'print the history: who did what, why, and how it went',
  usage: '[session]',
  args: { min: 0, max: 1 },
  completes: 'sessions',
  flags: eventFlags,
  details: ['Of one session, or of everything. Oldest first. With --json one object a line.'],
  examples: ['claudework events shop', 'claudework events --follow --json | jq --unbuffered .what'],
  async run(invocation) {
    const { io, flags, args: [reference], api, address } = invocation
    const sessionId = reference === undefined ? undefined : (await findSession(api(), reference)).id
    const about = sessionId === undefined ? {} : { sessionId }
    const seen = await api().events.list.query({ ...about, limit: limitOf(flags.limit) })
    for (const event of seen.toReversed()) await print(io.stdout, line(event, invocation))
    if (!flags.follow) return 0
    const client = createClient(address())
    let writing = Promise.resolve()
    try {
      return await new Promise((resolve, reject) => {
        const stop = (): void => { resolve(0) }
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
        client.events.onEvent.subscribe({ ...about, lastEventId: String(seen[0]?.id ?? 0) }, {
          onData: ({ data }) => { writing = writing.then(() => print(io.stdout, line(data, invocation))).catch(reject) },
          onError: reject,
        })
      })
    } finally {
      await writing
      await client.close()
    }
  },
})

function limitOf(text: string | undefined): number {
  const limit = Number(text ?? 50)
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw new UsageError(`--limit takes a number from 1 to 500; it is "${text ?? ''}".`)
  return limit
}

function line(event: Event, { flags }: Pick<Invocation<typeof eventFlags>, 'flags'>): string {
  if (flags.json) return `${JSON.stringify(event)}\n`
  const { at, actor, sessionName, what, why, result } = event
  const outcome = result === 'done' ? '' : ` (${result})`
  return `${printable([at, actor, sessionName === null ? '-' : `"${sessionName}"`, `${what}${outcome}`, why ?? ''].join('  ').trimEnd())}\n`
}
