// `claude agents --json`: what each Claude Code process of a config directory does. Asked where nothing else is known, as after
// a restart of the supervisor, or where hooks fell silent.
import { z } from '../../../contract/zod.ts'
import { plainText } from './plain-text.ts'
import type { AgentsReport } from './signal.ts'

const entry = z.object({ pid: z.int(), status: z.optional(z.string()), waitingFor: z.optional(z.string()) })
const states: Readonly<Record<string, AgentsReport['state']>> = { busy: 'working', waiting: 'waiting', idle: 'idle' }

/** The state of one process; null where the answer does not hold it. Entries of dead processes stay in the list. */
export function parseAgentsJson(json: string, pid: number): AgentsReport | null {
  const list = z.array(z.unknown()).safeParse(jsonOf(json))
  if (!list.success) return null
  for (const item of list.data) {
    const parsed = entry.safeParse(item)
    if (!parsed.success || parsed.data.pid !== pid) continue
    const { status = '', waitingFor } = parsed.data
    const state = Object.hasOwn(states, status) ? states[status] : undefined
    return state ? { state, message: state === 'waiting' && waitingFor ? plainText(waitingFor) : null } : null
  }
  return null
}

function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
