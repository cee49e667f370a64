import { expect, test } from 'vitest'
import { sessionWith } from '../testing/session.ts'
import { askOf, headline, present } from './presentation.ts'

const at = '2026-01-01T00:00:00.000Z'

test.each([
  ['stopped by user', null, 'Stopped by you'],
  ['stopped by engine', null, 'Stopped by engine'],
  ['oom-killed', null, 'Stopped · out of memory'],
  ['crashed', 139, 'Stopped · crashed with code 139'],
] as const)('a session that ended as %s (%s) reads "%s"', (cause, code, words) => {
  expect(headline(present(sessionWith({ status: 'stopped', exit: { cause, code, signal: null, at } })))).toBe(words)
})

test('the reason that the server gives comes before the exit', () => {
  expect(headline(present(sessionWith({ status: 'stopped', statusReason: 'Idle for 60 minutes', exit: { cause: 'stopped by sweeper', code: null, signal: null, at } })))).toBe('Stopped · Idle for 60 minutes')
})

test('deleting is said while it lasts', () => {
  expect(headline(present(sessionWith({ status: 'stopping', statusReason: 'Deleting' })))).toBe('Deleting')
})

test('a session that is doubtfully busy asks, and so needs somebody', () => {
  expect(present(sessionWith({ question: 'Is this still needed?' }))).toMatchObject({ group: 'needs', dot: 'waiting', detail: 'Is this still needed?' })
})

test('a failure carries its reason', () => {
  expect(headline(present(sessionWith({ status: 'error', statusReason: 'The clone failed.' })))).toBe('Failed · The clone failed.')
})

test.each([
  ['permission', 'approve Bash: touch x', 'Asks permission · Bash: touch x', 'Allow Bash: touch x?'],
  ['permission', 'Allow Write: a.txt?', 'Asks permission · Write: a.txt', 'Allow Write: a.txt?'],
  ['question', 'answer: Which colour?', 'Has a question · Which colour?', 'Which colour?'],
  ['plan', 'approve the plan', 'Has a plan', 'It has a plan; agree to it?'],
  ['sign-in', 'login required — run /login', 'Needs a sign-in · login required — run /login', 'login required — run /login'],
  [undefined, null, 'Waiting', 'Waiting'],
] as const)('an agent that waits for %s (%s) says so, and what it asks', (...[waitsFor, message, words, asks]) => {
  const session = sessionWith({ agentState: { state: 'waiting', source: 'hook', since: at, message, waitsFor } })
  expect(headline(present(session))).toBe(words)
  expect(askOf(session)).toBe(asks)
})
