import { expect, test } from 'vitest'
import { pendingOfAgent, type AgentSettings } from './agent-settings.ts'

const had: AgentSettings = { credentials: 'session', sshAgent: false }
const words = (now: Partial<AgentSettings>, mountsLogin = true): string[] => pendingOfAgent(had, { ...had, ...now }, { mountsLogin }).map(({ setting, applies }) => `${setting}: ${applies}`)

test('what an agent is given at its start is pending while it differs', () => {
  expect(words({})).toEqual([])
  expect(words({ credentials: 'token' })).toEqual(['credentials: next start'])
  expect(words({ credentials: 'host-copy', sshAgent: true })).toEqual(['credentials: next start', 'sshAgent: next start'])
})

test('a folder that was never mounted is for new sessions', () => {
  expect(words({ credentials: 'shared-directory' })).toEqual(['credentials: next start'])
  expect(words({ credentials: 'shared-directory' }, false)).toEqual(['credentials: new sessions'])
})

test('a row that does not tell what its agent was given has nothing pending', () => {
  expect(pendingOfAgent(undefined, had, { mountsLogin: true })).toEqual([])
})
