import type { SupervisorLink, TerminalInfo } from '../terminal/link.ts'
import type { Terminal } from '../terminal/terminal.ts'
import { knownTerminals } from './agent-terminal.ts'
import type { SessionContext } from './context.ts'

/** Takes over what a supervisor says of its terminals. Offsets run on all the time: they are shown, the rest is kept. */
export function noteTerminals(context: SessionContext, sessionId: string, link: SupervisorLink): void {
  const row = context.store.find(sessionId)
  if (!row || link.state !== 'connected') return
  const before = knownTerminals(row.terminals)
  const terminals = merged(before, link.terminals().map((info) => terminalOf(sessionId, info)))
  const shape = (list: Terminal[]): string => JSON.stringify(list.map(({ offset: _, ...rest }) => rest))
  if (shape(before) === shape(terminals)) context.store.show(sessionId, { terminals })
  else context.store.note(sessionId, { terminals })
}

/** The order that a person gave, new ones last, the agent's first. One that the supervisor does not have any more stays as an ended one. */
export function merged(before: readonly Terminal[], live: readonly Terminal[]): Terminal[] {
  const known = before.map((terminal) => live.find(({ id }) => id === terminal.id) ?? { ...terminal, running: false })
  const added = live.filter(({ id }) => !before.some((terminal) => terminal.id === id))
  return agentFirst([...known, ...added])
}

export function rearranged(terminals: readonly Terminal[], change: { terminalId: string; title?: string | undefined; position?: number | undefined }): Terminal[] {
  const { terminalId, title, position } = change
  const renamed = terminals.map((terminal) => (terminal.id === terminalId && title !== undefined ? { ...terminal, title } : terminal))
  const moved = renamed.find(({ id }) => id === terminalId)
  if (position === undefined || !moved) return renamed
  return agentFirst(renamed.filter(({ id }) => id !== terminalId).toSpliced(position, 0, moved))
}

export function terminalOf(sessionId: string, info: TerminalInfo): Terminal {
  const { id, kind, title, cols, rows, offset, running, exit } = info
  return { id, sessionId, kind, title, cols, rows, offset, running, exit }
}

function agentFirst(terminals: readonly Terminal[]): Terminal[] {
  return terminals.toSorted((a, b) => Number(a.kind === 'shell') - Number(b.kind === 'shell'))
}
