import { expect, test } from 'vitest'
import type { CreateSession } from '../../../contract/session.ts'
import type { Environment } from '../../api.ts'
import { draftOf } from './asked-draft.ts'
import { checkDraft, emptyDraft } from './session-draft.ts'

const docker: Environment = { id: 'd', name: 'Docker', kind: 'DOCKER', config: { permissionMode: 'plan', idleTimeoutMinutes: 30 }, isDefault: true, ready: true, reason: null }
const server = { gitProtocols: ['https', 'ssh'] as const, environments: [docker] }
const again = (asked: CreateSession) => checkDraft({ ...emptyDraft, ...draftOf(asked, [docker]) }, server).input

const basic = { name: 'shop', repoUrl: 'https://host.example/acme/shop.git', environmentId: 'd', agent: 'claude' } satisfies CreateSession

test.each<[string, CreateSession]>([
  ['all of an agent', { ...basic, branch: 'main', newBranch: 'claude/shop', permissionMode: 'acceptEdits', prompt: 'First line\n\n  - second', idleTimeoutMinutes: 0.5 }],
  ['a command with arguments of every form', { ...basic, agent: 'command', command: ['aider', "it's", 'two words', '--yes'], idleTimeoutMinutes: null }],
  ['a conversation', { name: 'talk', repoUrl: basic.repoUrl, environmentId: null, agent: 'claude', permissionMode: 'bypassPermissions', idleTimeoutMinutes: 5 }],
])('%s is asked for again as it was', (_what, asked) => {
  const bold = { bypassConfirmed: true }
  expect(checkDraft({ ...emptyDraft, ...draftOf(asked, [docker]), ...bold }, server).input).toMatchObject(asked)
})

test('what the environment said stays the environment\'s to say', () => {
  expect(again({ ...basic, permissionMode: 'plan', idleTimeoutMinutes: 30 })).toEqual(basic)
  const plain = { ...docker, config: {} }
  expect(draftOf({ ...basic, idleTimeoutMinutes: 60 }, [plain])).toMatchObject({ idle: 'environment', permissionMode: null })
})

test('the yes to an agent that never asks is not given again by itself', () => {
  expect(again({ ...basic, environmentId: null, permissionMode: 'bypassPermissions', idleTimeoutMinutes: 5 })).toBeNull()
})
