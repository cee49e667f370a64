import type { Client } from '../client/client.ts'
import { openPlace, type Place } from './place.ts'
import { alone, percentile, type Row } from './row.ts'
import { startBenchServer } from './server.ts'

type AgentState = Awaited<ReturnType<Client['sessions']['get']['query']>>['agentState']

const reports = 60
/** Says by OSC 7501 whatever it is told; `ready` once it listens. */
const reporter = String.raw`stty -echo; sh -c 'printf "\033]7501;state=idle\007"; while read -r state; do printf "\033]7501;state=%s\007" "$state"; done'` + '\r'

/** From a program's report of what it does until a client of `sessions.onChange` knows; the way of the word into the terminal is in it. */
export async function agentState(): Promise<Row[]> {
  await using server = await startBenchServer()
  return [await stateIn(server.client, 'HOST'), await stateIn(server.client, 'DOCKER')]
}

async function stateIn(client: Client, kind: Place['kind']): Promise<Row> {
  await using place = await openPlace(client, kind)
  using watch = watchState(client, place.sessionId)
  await client.terminals.write.mutate({ terminalId: place.terminalId, data: reporter })
  await watch.until((state) => state.source === 'osc7501')
  const times: number[] = []
  for (let report = 0; report < reports; report++) {
    const [said, shown] = report % 2 === 0 ? ['blocked', 'waiting'] : ['working', 'working']
    const begun = performance.now()
    const seen = watch.until(({ state }) => state === shown)
    await client.terminals.write.mutate({ terminalId: place.terminalId, data: `${said}\r` })
    await seen
    times.push(performance.now() - begun)
  }
  return alone({ id: `state ${kind}`, what: `${kind}, an agent's report until sessions.onChange tells it, p99`, unit: 'ms', ours: percentile(times, 0.99), target: 300 })
}

function watchState(client: Client, sessionId: string): Disposable & { until: (wanted: (state: AgentState) => boolean) => Promise<void> } {
  let look: (state: AgentState) => void = () => undefined
  const subscription = client.sessions.onChange.subscribe(undefined, {
    onData: ({ data }) => {
      const sessions = data.kind === 'list' ? data.sessions : data.kind === 'upsert' ? [data.session] : []
      for (const session of sessions) if (session.id === sessionId) look(session.agentState)
    },
  })
  return {
    until: (wanted) => new Promise((resolve) => { look = (state) => { if (wanted(state)) resolve() } }),
    [Symbol.dispose]: () => { subscription.unsubscribe() },
  }
}
