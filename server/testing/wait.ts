import type { Client } from '../../client/client.ts'
import type { Session } from '../sessions/session.ts'

const patienceMs = 60_000

/** The session once it is as wanted; throws with its last state when that takes too long. */
export async function sessionWhen(client: Client, id: string, wanted: (session: Session) => boolean): Promise<Session> {
  let last: Session | null = null
  const { promise, resolve, reject } = Promise.withResolvers<Session>()
  const look = (session: Session): void => {
    if (session.id !== id) return
    last = session
    if (wanted(session)) resolve(session)
  }
  const subscription = client.sessions.onChange.subscribe(undefined, {
    onData: ({ data }) => {
      if (data.kind === 'list') data.sessions.forEach(look)
      else if (data.kind === 'upsert') look(data.session)
    },
    onError: reject,
  })
  const timer = setTimeout(() => { reject(new Error(`session did not become what was waited for: ${JSON.stringify(last)}`)) }, patienceMs)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    subscription.unsubscribe()
  }
}

export type Watched = Disposable & {
  /** All output so far, as text. */
  text: () => string
  /** End offset of the last event. */
  offset: () => number
  /** Resolves with the match once the output since the last call of `until` holds the text or pattern. */
  until: (wanted: string | RegExp) => Promise<RegExpExecArray>
}

/** Follows a terminal's output from an offset on; left out = from its beginning. */
export function watchTerminal(client: Client, terminalId: string, offset = 0): Watched {
  const chunks: Uint8Array[] = []
  let end = offset
  let failure: Error | null = null
  let seen = 0
  let wake: () => void = () => undefined
  const text = (): string => Buffer.concat(chunks).toString('utf8')
  const subscription = client.terminals.attach.subscribe({ terminalId, offset }, {
    onData: ({ id, data }) => {
      end = Number(id)
      if (data.kind === 'data') chunks.push(data.bytes)
      if (data.kind === 'snapshot') chunks.push(Buffer.from(data.data))
      wake()
    },
    onError: (error) => {
      failure = error
      wake()
    },
  })
  return {
    text,
    offset: () => end,
    async until(wanted) {
      const deadline = Date.now() + patienceMs
      const pattern = typeof wanted === 'string' ? new RegExp(wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : wanted
      for (;;) {
        const found = pattern.exec(text().slice(seen))
        if (found) {
          seen += found.index + found[0].length
          return found
        }
        if (failure) throw failure
        const left = deadline - Date.now()
        if (left <= 0) throw new Error(`the terminal never showed ${String(wanted)}; it showed ${JSON.stringify(text().slice(seen))}`)
        await new Promise<void>((resolve) => {
          wake = resolve
          setTimeout(resolve, left).unref()
        })
      }
    },
    [Symbol.dispose]() { subscription.unsubscribe() },
  }
}
