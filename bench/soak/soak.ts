import { setTimeout as delay } from 'node:timers/promises'
import type { TestServer } from '../../e2e/fixtures/test-server.ts'
import { startProxiedServer } from '../server.ts'
import { startBusyTerminals, type BusyTerminals } from './busy-terminals.ts'
import { createRandom } from './random.ts'
import { makeRough } from './rough-network.ts'
import { startSoakViewer, type SoakViewer } from './viewer.ts'

export type SoakPlan = {
  /** Of the cuts and of the moments at which the server is killed. */
  seed: number
  viewers: number
  /** Connections cut, at least. */
  cuts: number
  /** Received by all viewers together, at least. */
  bytes: number
  /** How often the server is killed with -9 and started again. */
  kills: number
  /** After which it ends with what it has, and says so. */
  minutes: number
  /** At which it ends sooner, and takes away what it made. */
  signal?: AbortSignal
}

export type SoakReport = {
  seconds: number
  cuts: number
  bytes: number
  lines: number
  lost: number
  doubled: number
  changed: number
  /** How often a viewer had fallen so far behind that it was told so and got a screen in place of bytes. */
  skips: number
  kills: number
  /** After how many kills all sessions ran and all viewers went on, soon enough. */
  foundAgain: number
  /** What the first viewer with a fault saw. */
  firstFault: string | null
  /** Cuts, bytes and kills are as planned, and nothing was lost, doubled or changed. */
  ok: boolean
}

/** The server's own start, and each viewer's turn in a crowd that comes back at once. */
const foundWithinMs = 30_000
const lookMs = 50
/** Above what a terminal of the soak prints, so that a viewer keeps up. */
const narrowBytesPerSecond = 1_000_000

/** Busy terminals of both environments, viewers whose connections are cut over and over, and a server that is killed. */
export async function soak(plan: SoakPlan, say: (line: string) => void = () => undefined): Promise<SoakReport> {
  const begun = performance.now()
  const deadline = begun + plan.minutes * 60_000
  const goesOn = (): boolean => performance.now() < deadline && plan.signal?.aborted !== true
  await using proxied = await startProxiedServer({ seed: plan.seed, bytesPerSecond: narrowBytesPerSecond })
  const { server, proxy, proxyUrl } = proxied
  const busy = await startBusyTerminals(server.client)
  const viewers = Array.from({ length: plan.viewers }, (_, number) => startSoakViewer(proxyUrl, busy.terminalIds[number % busy.terminalIds.length] ?? ''))
  const total = (of: (viewer: SoakViewer) => number): number => viewers.reduce((sum, viewer) => sum + of(viewer), 0)
  const cuts = (): number => Math.max(0, proxy.connections() - plan.viewers)
  const bytes = (): number => total(({ count }) => count.bytes)
  const told = setInterval(() => { say(`${String(cuts())} cuts, ${(bytes() / 1e6).toFixed(0)} MB, lost ${String(total(({ count }) => count.lost))}, doubled ${String(total(({ count }) => count.doubled))}`) }, 10_000)
  try {
    {
      using _ = makeRough(proxy, plan.seed)
      while ((cuts() < plan.cuts || bytes() < plan.bytes) && goesOn()) await delay(lookMs)
    }
    // From here on a connection ends with its server alone.
    const cutsAlone = cuts()
    const { kills, foundAgain } = await killOverAndOver({ server, busy, viewers, plan, goesOn, say })
    const report = {
      seconds: (performance.now() - begun) / 1000,
      cuts: cutsAlone, bytes: bytes(), lines: total(({ count }) => count.lines),
      lost: total(({ count }) => count.lost), doubled: total(({ count }) => count.doubled), changed: total(({ count }) => count.changed),
      skips: total(({ skips }) => skips), kills, foundAgain,
      firstFault: viewers.find(({ firstFault }) => firstFault !== null)?.firstFault ?? null,
    }
    const whole = report.lost + report.doubled + report.changed + report.skips === 0 && report.firstFault === null
    return { ...report, ok: whole && report.cuts >= plan.cuts && report.bytes >= plan.bytes && foundAgain === plan.kills }
  } finally {
    clearInterval(told)
    await Promise.all(viewers.map((viewer) => viewer.leave()))
  }
}

type Scene = { server: TestServer; busy: BusyTerminals; viewers: readonly SoakViewer[]; plan: SoakPlan; goesOn: () => boolean; say: (line: string) => void }

async function killOverAndOver({ server, busy, viewers, plan, goesOn, say }: Scene): Promise<{ kills: number; foundAgain: number }> {
  const random = createRandom(plan.seed)
  let kills = 0
  let foundAgain = 0
  while (kills < plan.kills && goesOn()) {
    await delay(random() * 500)
    await server.kill('SIGKILL')
    const before = viewers.map(({ count }) => count.lines)
    kills += 1
    const begun = performance.now()
    await server.start()
    const started = performance.now()
    if (await isWhole({ server, busy, moved: () => viewers.every(({ count }, number) => count.lines > (before[number] ?? 0)) })) foundAgain += 1
    say(`kill ${String(kills)}: listening after ${(started - begun).toFixed(0)} ms, whole after ${(performance.now() - begun).toFixed(0)} ms`)
  }
  return { kills, foundAgain }
}

/** Whether every session runs and every viewer has got more, soon enough after a start. */
async function isWhole({ server, busy, moved }: { server: TestServer; busy: BusyTerminals; moved: () => boolean }): Promise<boolean> {
  const deadline = performance.now() + foundWithinMs
  for (;;) {
    // A call over a connection that is cut just then says nothing about the sessions.
    const sessions = await server.client.sessions.list.query().catch(() => [])
    const running = busy.sessionIds.every((id) => sessions.find((session) => session.id === id)?.status === 'running')
    if (running && moved()) return true
    if (performance.now() > deadline) return false
    await delay(lookMs)
  }
}
