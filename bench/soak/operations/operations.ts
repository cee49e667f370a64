import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { apiErrorOf } from '../../../client/client.ts'
import { createEngineView } from '../../../e2e/fixtures/engine.ts'
import { startGitServer } from '../../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../../e2e/fixtures/make-repository.ts'
import { environmentOf } from '../../../e2e/fixtures/sessions.ts'
import type { TestServer } from '../../../e2e/fixtures/test-server.ts'
import { startBenchServer } from '../../server.ts'
import { createRandom } from '../random.ts'
import { deeds, refusalIn, type DeedName, type Scene } from './deeds.ts'
import { lostMarks } from './kept-marks.ts'
import { leftovers } from './leftovers.ts'
import { createPool, type Known } from './pool.ts'
import { useOf, type ServerUse } from './server-use.ts'

export type OperationsPlan = {
  /** Of what is done to which session. */
  seed: number
  operations: number
  /** The operations fall into so many rounds; after each all sessions are deleted and everything is counted. */
  rounds: number
  /** In the first round; from then on the same server process is measured. */
  serverKills: number
  /** Sessions that live at once, about. */
  sessions: number
  /** At which it ends with a failure, and takes away what it made. */
  signal?: AbortSignal
}

export type OperationsReport = {
  seconds: number
  /** How often each was done. */
  done: Record<string, number>
  /** Answers that refused one, by their code. */
  refused: Record<string, number>
  created: number
  marks: number
  /** Marks that were written for certain and are nowhere any more. */
  lost: string[]
  /** What was left when all sessions were deleted. */
  orphans: string[]
  /** At the rests, the first of which is the measure. */
  uses: ServerUse[]
  leakedFds: number
  /** Threads with an event loop, more than the one that looks what holds a server up. */
  leakedLoops: number
  /** null with fewer than three rests, or after short rounds: there is no plateau to compare with. */
  rssGrowth: number | null
  faults: string[]
  ok: boolean
}

const atOnce = 4
const settledWithinMs = 30_000
const growthAllowed = 1.1
/** A round of fewer still warms the server up, and its memory says nothing of a leak. */
const roundOfSteadyMemory = 200

/** How likely each is, out of their sum. */
const chances: Record<DeedName, number> = { create: 0, cancel: 3, use: 38, stop: 8, start: 14, restart: 7, 'restart agent': 4, rename: 5, look: 4, kill: 4, 'remove outside': 2, remove: 11 }

/** Sessions of both environments on one engine, to which anything may happen at any time; in the end nothing is lost and nothing is left. */
export async function soakOperations(plan: OperationsPlan, say: (line: string) => void = () => undefined): Promise<OperationsReport> {
  const begun = performance.now()
  const random = createRandom(plan.seed)
  using repository = makeRepository({ files: 5 })
  const remote = join(repository.folder, `${repository.name}.git`)
  execFileSync('git', ['--git-dir', remote, 'config', 'http.receivepack', 'true'])
  const engine = createEngineView()
  await using git = await startGitServer(repository, await engine.hostAddress())
  await using server = await startBenchServer()
  const pool = createPool(random)
  const scene: Scene = {
    client: server.client,
    docker: engine.docker,
    pool,
    random,
    repoUrl: { HOST: repository.url, DOCKER: git.url },
    environmentId: { HOST: await environmentOf(server.client, 'HOST'), DOCKER: await environmentOf(server.client, 'DOCKER') },
  }
  const report: Omit<OperationsReport, 'seconds' | 'ok' | 'leakedFds' | 'leakedLoops' | 'rssGrowth' | 'created' | 'marks'> = { done: {}, refused: {}, lost: [], orphans: [], uses: [], faults: [] }
  if (plan.rounds === 1) report.uses.push(useOf(server.process().pid))
  for (let round = 1; round <= plan.rounds; round++) {
    const left = { operations: Math.ceil(plan.operations / plan.rounds) }
    const kills = round === 1 ? plan.serverKills : 0
    plan.signal?.throwIfAborted()
    const killing = killServer(server, { kills, random, goesOn: () => left.operations > 0 })
    // What is under way when it is to end ends with the server.
    await Promise.race([Promise.all(Array.from({ length: atOnce }, () => work({ scene, plan, left, report }))), aborted(plan.signal)])
    left.operations = 0
    await killing
    plan.signal?.throwIfAborted()
    await removeAll(scene)
    report.orphans.push(...await settledLeftovers(server, pool.all))
    report.lost.push(...await lostMarks(server, pool.all, remote))
    report.uses.push(await restingUse(server, report.uses[0] ?? null))
    say(`round ${String(round)}: ${JSON.stringify({ done: report.done, refused: report.refused, use: report.uses.at(-1), lost: report.lost.length, orphans: report.orphans, faults: report.faults })}`)
  }
  const [first, ...later] = report.uses
  const last = later.at(-1)
  const leakedFds = Math.max(0, (last?.fds ?? 0) - (first?.fds ?? 0))
  const leakedLoops = Math.max(0, (last?.loops ?? 0) - (first?.loops ?? 0) - 1)
  const plateau = Math.max(...report.uses.slice(0, -1).map(({ rss }) => rss))
  const rssGrowth = report.uses.length < 3 || plan.operations / plan.rounds < roundOfSteadyMemory || !last ? null : last.rss / plateau
  return {
    ...report, leakedFds, leakedLoops, rssGrowth, created: pool.all.length,
    marks: pool.all.reduce((sum, { marks }) => sum + marks.length, 0),
    seconds: (performance.now() - begun) / 1000,
    ok: report.lost.length + report.orphans.length + report.faults.length + leakedFds + leakedLoops === 0 && (rssGrowth ?? 1) <= growthAllowed,
  }
}

function aborted(signal: AbortSignal | undefined): Promise<unknown> {
  return new Promise((resolve) => { signal?.addEventListener('abort', resolve, { once: true }) })
}

type Work = { scene: Scene; plan: OperationsPlan; left: { operations: number }; report: Pick<OperationsReport, 'done' | 'refused' | 'faults'> }

/** One of several who do whatever comes to their mind, to sessions that the others use too. */
async function work({ scene, plan, left, report }: Work): Promise<void> {
  while (left.operations > 0) {
    left.operations -= 1
    const { name, known } = chosen(scene, plan)
    report.done[name] = (report.done[name] ?? 0) + 1
    try {
      await deeds[name](scene, known)
    } catch (error) {
      const refusal = refusalIn(error)
      if (refusal === null) report.faults.push(`${name} of ${known.name} (${known.kind}): ${error instanceof Error ? error.message : String(error)}`)
      else report.refused[refusal] = (report.refused[refusal] ?? 0) + 1
    }
  }
}

function chosen({ pool, random }: Scene, plan: OperationsPlan): { name: DeedName; known: Known } {
  const kind = random() < 0.5 ? 'HOST' : 'DOCKER'
  const some = pool.any()
  if (!some || pool.live().length < plan.sessions) return { name: 'create', known: pool.add(kind) }
  const names = Object.keys(chances) as DeedName[]
  let at = random() * Object.values(chances).reduce((sum, chance) => sum + chance, 0)
  const name = names.find((one) => (at -= chances[one]) < 0) ?? 'use'
  return { name, known: name === 'cancel' ? pool.add(kind) : some }
}

async function killServer(server: TestServer, { kills, random, goesOn }: { kills: number; random: () => number; goesOn: () => boolean }): Promise<void> {
  for (let killed = 0; killed < kills && goesOn(); killed++) {
    await delay(2_000 + random() * 6_000)
    await server.kill('SIGKILL')
    await server.start()
  }
}

/** Deletes every session there is, known by an answer or not. What is under way on one is waited for. */
async function removeAll({ client, pool }: Scene): Promise<void> {
  const deadline = performance.now() + 2 * settledWithinMs
  for (;;) {
    const sessions = await client.sessions.list.query()
    // Whose creation was never answered is known by its name.
    for (const { id, name } of sessions) for (const known of pool.all) if (known.name === name) Object.assign(known, { id, leaving: true })
    if (sessions.length === 0) break
    if (performance.now() > deadline) throw new Error(`sessions cannot be deleted: ${JSON.stringify(sessions.map(({ name, status, statusReason }) => ({ name, status, statusReason })))}`)
    const removals = await Promise.allSettled(sessions.map(({ id }) => client.sessions.remove.mutate({ id })))
    for (const removal of removals) if (removal.status === 'rejected' && apiErrorOf(removal.reason) === null) throw removal.reason
  }
  for (const known of pool.all) known.leaving = true
}

async function settledLeftovers(server: TestServer, all: readonly Known[]): Promise<string[]> {
  const ids = all.flatMap(({ id }) => id ?? [])
  const deadline = performance.now() + settledWithinMs
  for (;;) {
    const found = await leftovers(server, ids)
    if (found.length === 0 || performance.now() > deadline) return found
    await delay(250)
  }
}

/** What the server holds once it has let go of everything, or after a time. */
async function restingUse(server: TestServer, measure: ServerUse | null): Promise<ServerUse> {
  const deadline = performance.now() + settledWithinMs
  for (;;) {
    const use = useOf(server.process().pid)
    if ((measure !== null && use.fds <= measure.fds) || (measure === null && performance.now() > deadline - settledWithinMs * 0.8) || performance.now() > deadline) return use
    await delay(250)
  }
}
