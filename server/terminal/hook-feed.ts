import type { HelloAnswer, HookReport } from '../../supervisor/protocol.ts'

/** A supervisor is not trusted: nothing else gets into an agent's settings. */
const address = /^http:\/\/127\.0\.0\.1:\d{1,5}\/hook\/[\w-]{16,64}$/

type Listener = (report: HookReport, late: boolean) => void

/** What the agent's hooks say, over connections that come and go: each report once, in its order. */
export function createHookFeed() {
  const listeners = new Set<Listener>()
  let url: string | null = null
  let incarnation = -1
  let heard = 0

  function hear(report: HookReport, late = false): void {
    if (report.seq <= heard) return
    heard = report.seq
    for (const listener of [...listeners]) listener(report, late)
  }

  return {
    hear,
    /** The supervisor said what it kept; one that was started anew counts from the beginning. */
    connected(hello: Pick<HelloAnswer, 'incarnation' | 'hookUrl' | 'hooks'>): void {
      if (hello.incarnation !== incarnation) heard = 0
      incarnation = hello.incarnation
      url = hello.hookUrl !== null && address.test(hello.hookUrl) ? hello.hookUrl : null
      for (const report of hello.hooks ?? []) hear(report, true)
    },
    url: (): string | null => url,
    onHook(listener: Listener): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
