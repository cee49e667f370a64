import { expect, it } from 'vitest'
import type { Terminal } from '../../terminal/terminal.ts'
import { merged, rearranged } from './terminal-list.ts'

const terminal = (id: string, kind: Terminal['kind'] = 'shell', running = true): Terminal =>
  ({ id, sessionId: 's', kind, title: id, named: false, cols: 80, rows: 24, offset: 0, running, bells: 0, viewers: 0, exit: null })
const ids = (list: Terminal[]): string[] => list.map(({ id }) => id)

it('keeps the order that a person gave, with new terminals last and the agent first', () => {
  const before = [terminal('agent', 'agent'), terminal('b'), terminal('a')]
  const live = [terminal('a'), terminal('c'), terminal('agent', 'agent'), terminal('b')]
  expect(ids(merged(before, live))).toEqual(['agent', 'b', 'a', 'c'])
})

it('keeps a terminal that the supervisor does not have any more, as an ended one', () => {
  expect(merged([terminal('agent', 'agent'), terminal('gone')], [terminal('agent', 'agent')])[1]).toMatchObject({ id: 'gone', running: false })
})

it('moves and renames one terminal, never before the agent', () => {
  const list = [terminal('agent', 'agent'), terminal('a'), terminal('b')]
  expect(ids(rearranged(list, { terminalId: 'b', position: 1 }))).toEqual(['agent', 'b', 'a'])
  expect(ids(rearranged(list, { terminalId: 'b', position: 0 }))).toEqual(['agent', 'b', 'a'])
  expect(rearranged(list, { terminalId: 'a', title: 'build' })[1]).toMatchObject({ id: 'a', title: 'build', named: true })
})

it('holds the title that a person gave against those that programs set, until it is taken back', () => {
  const named = rearranged([terminal('a')], { terminalId: 'a', title: 'build' })
  const told = { ...terminal('a'), title: 'vim' }
  expect(merged(named, [told])).toMatchObject([{ title: 'build', named: true }])
  const given = rearranged(named, { terminalId: 'a', title: '', told: 'vim' })
  expect(given).toMatchObject([{ title: 'vim', named: false }])
  expect(merged(given, [{ ...told, title: 'bash' }])).toMatchObject([{ title: 'bash' }])
  expect(rearranged(named, { terminalId: 'a', title: '' })).toMatchObject([{ title: 'build', named: false }])
})
