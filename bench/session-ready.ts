import { stripVTControlCharacters } from 'node:util'
import type Docker from 'dockerode'
import type { Client } from '../client/client.ts'
import { createEngineView } from '../e2e/fixtures/engine.ts'
import { startGitServer } from '../e2e/fixtures/git-server.ts'
import { makeRepository } from '../e2e/fixtures/make-repository.ts'
import { inTurns, roundsOf, timed } from './rounds.ts'
import { startBenchServer } from './server.ts'
import { createByHand, isPrompt, type ByHand } from './by-hand.ts'
import { againstFloor, median, type Row } from './row.ts'

const rounds = roundsOf(10)
const files = 5_000
const image = 'claudework-session:latest'

type Times = { ready: number; stop: number; restart: number }

/** A session from nothing to its prompt, its stop and its restart, against the same by hand on the same engine; both warm, in turns. */
export async function sessionReady(): Promise<Row[]> {
  const engine = createEngineView()
  using repository = makeRepository({ files })
  await using server = await startBenchServer()
  const address = await engine.hostAddress()
  await using git = await startGitServer(repository, address)
  const byHand = createByHand(engine.docker, image)
  await ours(server.client, git.url)
  await floor(byHand, git.url)
  const times = await inTurns(rounds, { floor: () => floor(byHand, git.url), ours: () => ours(server.client, git.url), again: () => floor(byHand, git.url) })
  const row = (id: string, what: string, { part, target }: { part: keyof Times; target: number }): Row => {
    const of = (list: Times[]): number => median(list.map((each) => each[part]))
    return againstFloor({ id, what, unit: 'ms', ours: of(times.ours), floor: of(times.floor), again: of(times.again), target })
  }
  return [
    row('T8 ready', `session of ${String(files)} files to its prompt, docker run + git clone`, { part: 'ready', target: 1.3 }),
    row('T8 stop', 'sessions.stop, docker stop', { part: 'stop', target: 3 }),
    row('T8 restart', 'sessions.restart to its prompt, docker restart + shell', { part: 'restart', target: 2 }),
  ]
}

async function ours(client: Client, repoUrl: string): Promise<Times> {
  const begun = performance.now()
  const { id } = await client.sessions.create.mutate({ name: 'Bench', repoUrl, agent: 'shell' })
  await running(client, id)
  const [terminal] = await client.terminals.list.query({ sessionId: id })
  if (!terminal) throw new Error('the session has no terminal')
  const end = await promptFrom(client, terminal.id, 0)
  const ready = performance.now() - begun
  const restart = await timed(async () => {
    await client.sessions.restart.mutate({ id })
    await promptFrom(client, terminal.id, end)
  })
  const stop = await timed(() => client.sessions.stop.mutate({ id }))
  await client.sessions.remove.mutate({ id })
  return { ready, stop, restart }
}

async function floor(byHand: ByHand, repoUrl: string): Promise<Times> {
  const containers: Docker.Container[] = []
  try {
    const ready = await timed(async () => { containers.push(await byHand.cloneAndShell(repoUrl)) })
    const idle = await byHand.idle()
    containers.push(idle)
    const restart = await timed(async () => {
      await idle.restart()
      const shell = await byHand.shellIn(idle)
      shell.destroy()
    })
    const stop = await timed(() => idle.stop())
    return { ready, stop, restart }
  } finally {
    for (const container of containers) await container.remove({ force: true, v: true })
  }
}

function running(client: Client, id: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (session: { id: string; status: string; statusReason: string | null }): void => {
      if (session.id !== id || session.status === 'creating') return
      subscription.unsubscribe()
      if (session.status === 'running') resolve()
      else reject(new Error(session.statusReason ?? session.status))
    }
    const subscription = client.sessions.onChange.subscribe(undefined, {
      onData: ({ data }) => {
        if (data.kind === 'list') data.sessions.forEach(look)
        if (data.kind === 'upsert') look(data.session)
      },
      onError: reject,
    })
  })
}

/** Follows a terminal from an offset until a prompt is at its end; answers the offset after it. */
function promptFrom(client: Client, terminalId: string, offset: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = ''
    const subscription = client.terminals.attach.subscribe({ terminalId, offset }, {
      onData: ({ id, data }) => {
        if (data.kind === 'data') text = (text + Buffer.from(data.bytes).toString('latin1')).slice(-200)
        // A snapshot ends with the modes of its screen, behind the prompt.
        if (data.kind === 'snapshot') text = `${stripVTControlCharacters(data.data).trimEnd()} `.slice(-200)
        if (!isPrompt(text)) return
        subscription.unsubscribe()
        resolve(Number(id))
      },
      onError: reject,
    })
  })
}
