import { expect, it } from 'vitest'
import type { CredentialMode } from '../../../contract/environment.ts'
import type { AgentState } from '../../../contract/session-state.ts'
import type { SessionRow, SessionStore } from '../session-store.ts'
import { refusalIn } from './refused-sign-in.ts'
import { createSignIns } from './sign-ins.ts'

type Row = { id: string; key: string | null; status: 'running' | 'stopped' }

/** A store of a few rows, and what was told to be looked at again. */
function trial(rows: Row[]) {
  const touched: string[] = []
  const states = new Map<string, AgentState>()
  const listeners = new Set<Parameters<SessionStore['onChange']>[0]>()
  const asRow = (row: Row): SessionRow => row as unknown as SessionRow
  const emit = (change: Parameters<Parameters<SessionStore['onChange']>[0]>[0]): void => { for (const listener of listeners) listener(change) }
  const touch = (id: string): void => {
    const row = rows.find((one) => one.id === id)
    if (row) emit({ kind: 'upsert', row: asRow(row) })
  }
  const signIns = createSignIns({
    store: {
      list: () => rows.map(asRow),
      touch: (id) => {
        touched.push(id)
        touch(id)
      },
      onChange: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    signInOf: ({ id }) => {
      const key = rows.find((row) => row.id === id)?.key ?? null
      return key === null ? null : { mode: 'token' satisfies CredentialMode, key }
    },
    agentStateOf: (id) => states.get(id) ?? null,
  })
  return {
    touched,
    viewOf: (id: string) => signIns.viewOf(asRow(rows.find((row) => row.id === id) ?? { id, key: null, status: 'stopped' })),
    change: touch,
    says: (id: string, state: AgentState['state'], message: string | null) => {
      states.set(id, { state, source: 'osc7501', since: '', message })
      touch(id)
    },
    remove: (id: string) => {
      rows.splice(rows.findIndex((row) => row.id === id), 1)
      emit({ kind: 'removed', id })
    },
  }
}

const three = (): Row[] => [{ id: 'a', key: 'one', status: 'running' }, { id: 'b', key: 'one', status: 'stopped' }, { id: 'c', key: 'two', status: 'running' }, { id: 'd', key: null, status: 'running' }]

it('counts the others that use the same sign-in', () => {
  const { viewOf } = trial(three())
  expect(['a', 'b', 'c', 'd'].map((id) => viewOf(id)?.sharedWith ?? null)).toEqual([1, 1, 0, null])
})

it('F52 a refusal is a problem of all who share it, each is told, and it goes with the words', () => {
  const { viewOf, says, touched } = trial(three())
  says('a', 'waiting', 'login required — run /login')
  expect(viewOf('a')?.problem).toContain('login required')
  expect(viewOf('b')?.problem).toContain('start claudework with a new token')
  expect(viewOf('c')?.problem).toBeNull()
  expect(touched).toEqual(['b'])
  says('a', 'working', null)
  expect(viewOf('b')?.problem).toBeNull()
  expect(touched).toEqual(['b', 'b'])
})

it('when one goes, the others are told that they are fewer', () => {
  const { viewOf, remove, touched, change } = trial(three())
  change('a')
  expect(touched).toEqual([])
  remove('a')
  expect(touched).toEqual(['b'])
  expect(viewOf('b')?.sharedWith).toBe(0)
})

it.each([
  ['error', 'Failed to authenticate. API Error: 401 OAuth token has expired. Please obtain a new token or refresh your existing token.'],
  ['waiting', 'login required — run /login'],
  ['error', 'Invalid API key · Please run /login'],
  ['error', 'OAuth refresh token is no longer valid; run /login to re-authenticate'],
  ['error', 'Its service answered "403 Request not allowed"; trying again, 3 of 10'],
  ['error', 'Its service answered "Authentication error"; trying again, 3 of 10'],
] as const)('%s: %s is a refusal', (state, message) => {
  expect(refusalIn({ state, source: 'hook', since: '', message })).toBe(message)
})

it.each([
  ['waiting', 'approve Bash: npm login'],
  ['waiting', 'answer: Which colour?'],
  ['error', 'API Error: 529 overloaded'],
  ['error', 'Its service answered "500 Internal server error"; trying again, 3 of 10'],
  ['waiting', 'approve Edit: src/authenticate.ts'],
  ['waiting', 'answer: Shall the API key go into .env?'],
  ['working', 'run /login'],
] as const)('%s: %s is none', (state, message) => {
  expect(refusalIn({ state, source: 'hook', since: '', message })).toBeNull()
})
