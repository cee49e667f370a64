import { expect, test } from 'vitest'
import type { Environment } from '../api.ts'
import { checkDraft, chosenEnvironment, emptyDraft } from './session-draft.ts'

const docker: Environment = { id: 'd', name: 'Docker', kind: 'DOCKER', config: {}, isDefault: false, ready: true, reason: null }
const host: Environment = { ...docker, id: 'h', name: 'This machine', kind: 'HOST' }
const server = { gitProtocols: ['https', 'ssh'] as const, environments: [host, docker] }
const draft = { ...emptyDraft, repoUrl: ' https://host.example/acme/shop.git ' }

test('a URL alone is enough: the name is suggested, the branch left to the repository, a container chosen', () => {
  expect(checkDraft(draft, server)).toEqual({ problems: {}, input: { name: 'shop', repoUrl: 'https://host.example/acme/shop.git', agent: 'claude', environmentId: 'd' } })
})

test('each field has its own sentence', () => {
  const { input, problems } = checkDraft({ ...draft, repoUrl: 'ext::sh', branch: '-x', name: '  ' }, server)
  expect(input).toBeNull()
  expect(problems.repoUrl).toContain('this has another form')
  expect(problems.branch).toContain('must not start with a dash')
  expect(problems.name).toBe('Give the session a name.')
})

test('without a URL only the URL is asked for', () => {
  expect(Object.keys(checkDraft(emptyDraft, server).problems)).toEqual(['repoUrl'])
})

test('a protocol that is not switched on is refused here, not after a round trip', () => {
  expect(checkDraft({ ...draft, repoUrl: 'file:///srv/shop' }, server).problems.repoUrl).toContain('file is not switched on here')
})

test('an environment that is not ready says why', () => {
  const silent = { ...docker, ready: false, reason: 'The engine does not answer.' }
  expect(checkDraft({ ...draft, environmentId: 'd' }, { ...server, environments: [silent] })).toMatchObject({ input: null, problems: { environmentId: 'The engine does not answer.' } })
})

const choices: { taken: string; environmentId: string | null; environments: Environment[]; id: string | undefined }[] = [
  { taken: 'the chosen one', environmentId: 'h', environments: [docker, host], id: 'h' },
  { taken: 'the default', environmentId: null, environments: [docker, { ...host, isDefault: true }], id: 'h' },
  { taken: 'a container where there can be one', environmentId: null, environments: [host, docker], id: 'd' },
  { taken: 'what is ready', environmentId: null, environments: [{ ...docker, ready: false }, host], id: 'h' },
  { taken: 'the first, so that its reason is shown', environmentId: null, environments: [{ ...docker, ready: false }], id: 'd' },
  { taken: 'none where there is none', environmentId: null, environments: [], id: undefined },
]

test.each(choices)('$taken is taken', ({ environmentId, environments, id }) => {
  expect(chosenEnvironment({ environmentId }, environments)?.id).toBe(id)
})
