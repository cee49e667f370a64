import { expect, test } from 'vitest'
import type { Session } from '../../api.ts'
import { sessionWith } from '../../testing/session.ts'
import { groupSessions } from './groups.ts'

const agent = (state: Session['agentState']['state'], since = '2026-01-01T00:00:00.000Z', source = 'hook'): Pick<Session, 'agentState'> => ({ agentState: { state, source, since, message: null } })
const idsIn = (sessions: Session[], search?: string) => Object.fromEntries(groupSessions(sessions, search).map(({ group, rows }) => [group, rows.map(({ session }) => session.id)]))

test('what needs a person comes first, what is stopped last, and empty groups are left out', () => {
  const groups = groupSessions([
    sessionWith({ id: 'stopped', status: 'stopped' }),
    sessionWith({ id: 'plain' }),
    sessionWith({ id: 'failed', status: 'error', statusReason: 'The branch is not there.' }),
    sessionWith({ id: 'creating', status: 'creating' }),
  ])
  expect(groups.map(({ group }) => group)).toEqual(['needs', 'working', 'running', 'stopped'])
})

test('every state of an agent has its group', () => {
  expect(
    idsIn([
      sessionWith({ id: 'waiting', ...agent('waiting') }), sessionWith({ id: 'error', ...agent('error') }), sessionWith({ id: 'working', ...agent('working') }),
      sessionWith({ id: 'done', ...agent('done') }), sessionWith({ id: 'idle', ...agent('idle') }), sessionWith({ id: 'silent', ...agent('unknown') }), sessionWith({ id: 'none', ...agent('unknown', '2026-01-01T00:00:00.000Z', 'none') }),
    ]),
  ).toEqual({ needs: ['waiting', 'error'], working: ['working'], running: ['none'], quiet: ['done', 'idle', 'silent'] })
})

test('a session whose engine does not answer is unknown, never stopped', () => {
  const [group] = groupSessions([sessionWith({ engine: 'not answering' })])
  expect(group?.rows[0]?.shown).toMatchObject({ group: 'quiet', dot: 'unknown', word: 'Unknown', detail: 'the Docker engine does not answer' })
})

test('a creation that was cancelled needs nobody', () => {
  expect(idsIn([sessionWith({ status: 'error', statusReason: 'Cancelled', cloned: false })])).toEqual({ stopped: ['a'] })
})

test('who waits longest comes first; else the newest, however busy the others are', () => {
  expect(
    idsIn([
      sessionWith({ id: 'late', ...agent('waiting', '2026-01-01T02:00:00.000Z') }), sessionWith({ id: 'early', ...agent('waiting', '2026-01-01T01:00:00.000Z') }),
      sessionWith({ id: 'old', createdAt: '2026-01-01T01:00:00.000Z', lastActivityAt: '2026-01-09T00:00:00.000Z' }), sessionWith({ id: 'new', createdAt: '2026-01-01T02:00:00.000Z' }),
    ]),
  ).toEqual({ needs: ['early', 'late'], running: ['new', 'old'] })
})

test('an agent that asks goes on once it is answered: it comes before what has failed long ago', () => {
  expect(idsIn([sessionWith({ id: 'failed', status: 'error', statusReason: 'The branch is not there.', statusCheckedAt: '2025-12-31T00:00:00.000Z' }), sessionWith({ id: 'asks', ...agent('waiting') })])).toEqual({ needs: ['asks', 'failed'] })
})

test.each([
  ['shop', ['a']], ['ACME', ['a']], ['  main  shop ', ['a']], ['running', ['a']], ['検索', ['b']], ['shop 検索', undefined], ['', ['a', 'b']],
])('searching for "%s"', (search, ids) => {
  const found = idsIn([sessionWith({ id: 'a' }), sessionWith({ id: 'b', name: '日本語の検索', repoUrl: 'https://host.example/x/y', branch: null, status: 'stopped' })], search)
  expect(Object.values(found).flat()).toEqual(ids ?? [])
})

test('a running creation says its step and how far it is', () => {
  const step = { message: null, startedAt: null, endedAt: null }
  const [group] = groupSessions([sessionWith({ status: 'creating', steps: [{ name: 'image', state: 'done', percent: null, ...step }, { name: 'clone', state: 'running', percent: 63.6, ...step }] })])
  expect(group?.rows[0]?.shown.detail).toBe('cloning, 64%')
})
