import { print } from './io.ts'
import { sessionOf, type ListedSession } from './session-reference.ts'
import type { Invocation, PlainClient } from './verb.ts'

/** Does one thing to each session that was named; the names are all looked up before the first is touched. */
export async function operateOnEach(
  { io, flags, args, api }: Pick<Invocation, 'io' | 'flags' | 'args' | 'api'>,
  done: string,
  work: (api: PlainClient, session: ListedSession) => Promise<unknown>,
): Promise<number> {
  const sessions = await api().sessions.list.query()
  const chosen = args.map((reference) => sessionOf(sessions, reference))
  const answers: unknown[] = []
  for (const session of chosen) {
    answers.push(await work(api(), session))
    if (!flags.json) await print(io.stdout, `${session.name}: ${done}\n`)
  }
  if (flags.json) await print(io.stdout, `${JSON.stringify(answers, null, 2)}\n`)
  return 0
}
