import { wireLimits, type HookReport } from '../protocol.ts'
import { shortPayload } from './short-payload.ts'

/** As many at once, and as many a second from then on: more tell nobody anything. */
const burst = 100
const perSecond = 20

/** What the agent's hooks said since it was started, for a server that connects later. */
export class HookReports {
  readonly #onReport: (report: HookReport) => void
  readonly #now: () => number
  #kept: HookReport[] = []
  #seq = 0
  #allowance = burst
  #countedAt: number

  constructor(onReport: (report: HookReport) => void, now: () => number = () => performance.now()) {
    this.#onReport = onReport
    this.#now = now
    this.#countedAt = now()
  }

  /** The body of a hook's request, from whoever knew its address. */
  hear(body: string): void {
    const now = this.#now()
    this.#allowance = Math.min(burst, this.#allowance + ((now - this.#countedAt) / 1_000) * perSecond)
    this.#countedAt = now
    if (this.#allowance < 1) return
    this.#allowance -= 1
    const payload = shortPayload(body)
    if (payload === null) return
    const report = { seq: ++this.#seq, at: new Date().toISOString(), payload }
    this.#kept = [...this.#kept, report].slice(-wireLimits.hookReports)
    this.#onReport(report)
  }

  list(): HookReport[] {
    return this.#kept
  }

  /** The agent is started anew: what it said before is void. */
  clear(): void {
    this.#kept = []
  }
}
