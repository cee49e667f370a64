import type Docker from 'dockerode'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { setTimeout as delay } from 'node:timers/promises'
import { call } from './call.ts'
import { readable } from './readable.ts'

export type EngineEvent = {
  action: string
  id: string
  attributes: Record<string, string>
  /** Seconds since 1970, with nanoseconds as its fraction. */
  time: string
}

export type EventsOptions = {
  labels: string[]
  onEvent(event: EngineEvent): void
  /** The stream stands (again): what happened in between is replayed, but ask for the whole state all the same. */
  onConnected(): void
  onLost(): void
}

const firstPauseMs = 250
const longestPauseMs = 5_000

/** Container events, for as long as `stop` is not called: a broken stream is opened again from the last event on. */
export function watchEvents(docker: Docker, options: EventsOptions): { stop(): void } {
  const controller = new AbortController()
  const { signal } = controller
  let since: string | null = null
  let pause = firstPauseMs

  async function follow(): Promise<void> {
    // dockerode's type wants a number for `since`, which would round away the nanoseconds.
    const query: object = { filters: { type: ['container'], label: options.labels }, ...(since === null ? {} : { since }) }
    const stream = readable(await call('report its events', (abortSignal) => docker.getEvents({ ...query, ...{ abortSignal } }), { signal, deadline: 10_000 }))
    pause = firstPauseMs
    options.onConnected()
    const onAbort = (): void => { stream.destroy() }
    signal.addEventListener('abort', onAbort)
    try {
      await readLines(stream, (line) => {
        const event = eventOf(line)
        if (event === null || event.time === since) return
        since = event.time
        options.onEvent(event)
      })
    } finally {
      signal.removeEventListener('abort', onAbort)
      options.onLost()
    }
  }

  async function forever(): Promise<void> {
    for (;;) {
      // The engine is away; whoever asks for its state says so to people. Here only the next try matters.
      await follow().catch(() => undefined)
      if (signal.aborted) return
      await delay(pause / 2 + Math.random() * (pause / 2), undefined, { signal, ref: false }).catch(() => undefined)
      pause = Math.min(pause * 2, longestPauseMs)
    }
  }
  void forever()
  return { stop: () => { controller.abort() } }
}

async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder('utf8')
  let text = ''
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const lines = (text + decoder.write(chunk)).split('\n')
    text = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') onLine(line)
  }
}

function eventOf(line: string): EngineEvent | null {
  const raw: unknown = JSON.parse(line)
  if (typeof raw !== 'object' || raw === null) return null
  const { Action, Actor, time } = raw as { Action?: unknown; Actor?: { ID?: unknown; Attributes?: Record<string, string> }; time?: unknown }
  if (typeof Action !== 'string' || typeof Actor?.ID !== 'string' || typeof time !== 'number') return null
  // A double does not hold all digits of timeNano: seconds and its last nine digits do.
  const nanos = /"timeNano":\d*?(\d{9})\b/.exec(line)?.[1] ?? '000000000'
  return { action: Action, id: Actor.ID, attributes: Actor.Attributes ?? {}, time: `${String(time)}.${nanos}` }
}
