import type { HookReport } from '../../terminal/link.ts'
import { parseHook } from './hook-report.ts'
import type { Signal } from './signal.ts'
import type { Prompts } from '../prompts/prompts.ts'

export type HookReportsDeps = {
  now: () => number
  hear: (sessionId: string, signal: Signal) => void
  confirm: Prompts['confirm']
  onFailure: (sessionId: string, error: unknown) => void
}

/** What hooks say goes to who wants to know it: the agent's state, and the receipts of prompts. */
export function createHookReports({ now, hear, confirm, onFailure }: HookReportsDeps) {
  return (sessionId: string, { at, payload }: HookReport, late: boolean): void => {
    const report = parseHook(payload)
    if (!report) return
    // The other clock may be ahead of ours.
    const said = Math.min(Date.parse(at) || now(), now())
    hear(sessionId, { kind: 'hook', at: said, report })
    if (report.event !== 'prompt' || report.prompt === null) return
    confirm(sessionId, { text: report.prompt, before: late ? new Date(said).toISOString() : null }).catch((error: unknown) => { onFailure(sessionId, error) })
  }
}
