// What Claude Code 2.1.329 said in a terminal, with OSC 7501 answered and, under `<name>/hooks`, unanswered: [ms, kind, payload] as
// they came, `note` being what was done to it. Of a title that only turns the first turns are kept. Used by tests only.
import { readFileSync } from 'node:fs'
import { parseProgramStatus } from '../../terminal/link.ts'
import { parseAgentsJson } from './agents-json.ts'
import { parseHook } from './hook-report.ts'
import type { Signal } from './signal.ts'

type Line = [at: number, kind: string, payload: unknown]
type Ended = { code: number | null; signal: string | null; asked: boolean }

export type Recorded = { at: number; note: string } | { at: number; signal: Signal }

export function recorded(name: string): Recorded[] {
  const all = JSON.parse(readFileSync(new URL('recordings.json', import.meta.url), 'utf8')) as Record<string, Line[]>
  const lines = all[name]
  if (!lines) throw new Error(`There is no recording ${name}.`)
  return lines.map(([at, kind, payload]) => (kind === 'note' ? { at, note: String(payload) } : { at, signal: signalOf(at, kind, payload) }))
}

function signalOf(at: number, kind: string, payload: unknown): Signal {
  const text = String(payload)
  switch (kind) {
    case 'osc7501':
      return { at, kind, report: certain(parseProgramStatus(text), text) }
    case 'hook':
      return { at, kind, report: certain(parseHook(text), text) }
    case 'agents-json': {
      const pid = (JSON.parse(text) as { pid: number }[])[0]?.pid ?? 0
      return { at, kind, report: certain(parseAgentsJson(text, pid), text) }
    }
    case 'title':
    case 'notification':
      return { at, kind, text }
    case 'ended':
      return { at, kind, ...(payload as Ended) }
    default:
      throw new Error(`A recording has no ${kind}.`)
  }
}

function certain<T>(value: T | null, from: string): T {
  if (value === null) throw new Error(`This was recorded and cannot be read: ${from}`)
  return value
}
