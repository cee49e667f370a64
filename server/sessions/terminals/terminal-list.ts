import type { SupervisorLink, TerminalInfo } from '../../terminal/link.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { knownTerminals } from './agent-terminal.ts'
import type { SessionContext } from '../context.ts'

/** Takes over what a supervisor says of its terminals. Offsets, bells and viewers change all the time: they are shown, the rest is kept. */
export function noteTerminals(context: SessionContext, sessionId: string, link: SupervisorLink): void {
  const row = context.store.find(sessionId)
  if (!row || link.state !== 'connected') return
  const before = knownTerminals(row.terminals)
  const terminals = merged(before, link.terminals().map((info) => terminalOf(sessionId, info)))
  const shape = (list: Terminal[]): string => JSON.stringify(list.map(({ offset: _, bells: __, viewers: ___, ...rest }) => rest))
  if (shape(before) === shape(terminals)) context.store.show(sessionId, { terminals })
  else context.store.note(sessionId, { terminals })
}

/** The order that a person gave, new ones last, the agent's first. One that the supervisor does not have any more stays as an ended one. */
export function merged(before: readonly Terminal[], live: readonly Terminal[]): Terminal[] {
  const known = before.map((terminal) => {
    const now = live.find(({ id }) => id === terminal.id)
    if (!now) return { ...terminal, running: false }
    return terminal.named ? { ...now, title: terminal.title, named: true } : now
  })
  const added = live.filter(({ id }) => !before.some((terminal) => terminal.id === id))
  return agentFirst([...known, ...added])
}

/** `title` is a person's and holds from then on; an empty one gives the title back to the program, which said `told` last. */
export function rearranged(terminals: readonly Terminal[], change: { terminalId: string; title?: string | undefined; told?: string | undefined; position?: number | undefined }): Terminal[] {
  const { terminalId, title, told = '', position } = change
  const renamed = terminals.map((terminal) => {
    if (terminal.id !== terminalId || title === undefined) return terminal
    return title === '' ? { ...terminal, title: told || terminal.title, named: false } : { ...terminal, title, named: true }
  })
  const moved = renamed.find(({ id }) => id === terminalId)
  if (position === undefined || !moved) return renamed
  return agentFirst(renamed.filter(({ id }) => id !== terminalId).toSpliced(position, 0, moved))
}

export function terminalOf(sessionId: string, info: TerminalInfo): Terminal {
  const { id, kind, title, cols, rows, offset, running, bells, viewers = 0, exit } = info
  return { id, sessionId, kind, title, named: false, cols, rows, offset, running, bells, viewers, exit }
}

function agentFirst(terminals: readonly Terminal[]): Terminal[] {
  return terminals.toSorted((a, b) => Number(a.kind === 'shell') - Number(b.kind === 'shell'))
}
