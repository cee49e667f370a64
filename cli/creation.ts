import type { Client } from '../client/client.ts'
import { Failure } from './failure.ts'
import { print, printable } from './io.ts'
import type { ListedSession } from './session-reference.ts'

type Step = ListedSession['steps'][number]

/** Waits until a creation has ended, with its steps on `stderr`: one live line on a terminal, a line for each step elsewhere. */
export async function followCreation(client: Client, id: string, stderr: NodeJS.WriteStream): Promise<ListedSession> {
  const { promise, resolve, reject } = Promise.withResolvers<ListedSession>()
  const said = new Map<string, string>()
  const say = ({ steps }: ListedSession): void => {
    const begun = steps.filter(({ state }) => state !== 'waiting')
    // Elsewhere than on a terminal each step has its line, also one that was over before anybody looked.
    for (const step of stderr.isTTY ? begun.slice(-1) : begun) {
      const line = progressLine(step, stderr.isTTY)
      if (said.get(step.name) === line) continue
      said.set(step.name, line)
      void print(stderr, stderr.isTTY ? `\r\x1b[K${line.slice(0, stderr.columns - 1)}` : `${line}\n`)
    }
  }
  const look = (session: ListedSession): void => {
    if (session.id !== id) return
    say(session)
    if (session.status !== 'creating') resolve(session)
  }
  const subscription = client.sessions.onChange.subscribe(undefined, {
    onData: ({ data }) => {
      if (data.kind === 'removed') {
        if (data.id === id) reject(new Failure('The session was deleted while it was made.'))
      } else if (data.kind === 'list') {
        if (data.sessions.some((session) => session.id === id)) data.sessions.forEach(look)
        else reject(new Failure('The session was deleted while it was made.'))
      } else look(data.session)
    },
    onError: reject,
  })
  try {
    return await promise
  } finally {
    subscription.unsubscribe()
    if (stderr.isTTY) await print(stderr, '\r\x1b[K')
  }
}

function progressLine({ name, state, percent, message }: Step, live: boolean): string {
  // Percents and git's live lines would fill a log.
  const detail = live ? [percent === null ? null : `${String(Math.round(percent))} %`, message] : [state === 'failed' ? message : null]
  return [`${name}: ${state}`, ...detail.filter((part) => part !== null && part !== '')].map((part) => printable(part ?? '')).join('  ')
}
