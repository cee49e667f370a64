import { expect, test } from 'vitest'
import type { Agent, Environment } from '../../api.ts'
import { checkDraft, chosenEnvironment, emptyDraft, lackOf } from './session-draft.ts'
import { suggestBranch } from './suggest-branch.ts'

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

test('what stands under "More" reaches the server, and only where somebody chose it', () => {
  const { input } = checkDraft({ ...draft, environmentId: 'd', agent: 'command', command: "aider --yes 'two words'", newBranch: ' claude/shop ', prompt: 'go', idle: 'minutes', idleMinutes: '0.5' }, server)
  expect(input).toMatchObject({ agent: 'command', command: ['aider', '--yes', 'two words'], newBranch: 'claude/shop', prompt: 'go', idleTimeoutMinutes: 0.5 })
  expect(checkDraft({ ...draft, conversation: true, newBranch: 'x', agent: 'shell', idle: 'never' }, server).input).toMatchObject({ environmentId: null, agent: 'claude', idleTimeoutMinutes: null })
  expect(checkDraft({ ...draft, conversation: true, newBranch: 'x' }, server).input).not.toHaveProperty('newBranch')
})

test('what cannot be is said at its field', () => {
  expect(checkDraft({ ...draft, agent: 'command', command: "'open" }, server).problems.command).toBe('A quote is left open.')
  expect(checkDraft({ ...draft, agent: 'command' }, server).problems.command).toContain('Give the program')
  expect(checkDraft({ ...draft, idle: 'minutes', idleMinutes: '' }, server).problems.idleTimeoutMinutes).toBeDefined()
  expect(checkDraft({ ...draft, newBranch: '-x' }, server).problems.newBranch).toContain('must not start with a dash')
})

test('an agent that never asks needs a yes where no container is around it', () => {
  const bold = { ...draft, permissionMode: 'bypassPermissions' as const }
  expect(checkDraft({ ...bold, environmentId: 'd' }, server).problems).toEqual({})
  expect(checkDraft({ ...bold, environmentId: 'h' }, server).problems.permissionMode).toContain('Say yes')
  expect(checkDraft({ ...bold, conversation: true }, server).problems.permissionMode).toContain('Say yes')
  expect(checkDraft({ ...bold, environmentId: 'h', bypassConfirmed: true }, server)).toMatchObject({ problems: {}, input: { acceptBypass: true } })
  expect(checkDraft({ ...bold, environmentId: 'd', bypassConfirmed: true }, server).input).not.toHaveProperty('acceptBypass')
  const boldHost = { ...host, config: { permissionMode: 'bypassPermissions' } }
  expect(checkDraft({ ...draft, environmentId: 'h' }, { ...server, environments: [boldHost] }).problems.permissionMode).toContain('Say yes')
})

test('an agent that a place does not have is refused with the line that installs it; one that nobody knows of is not', () => {
  const codex = (present: boolean | null): Agent => ({
    id: 'codex', name: 'Codex', resumes: true, needs: [], program: 'codex', install: 'npm i codex', permissionModes: [], takesPrompt: true,
    environments: [{ environmentId: 'd', present, message: 'There is no codex here.', install: 'npm i codex' }],
  })
  const wish = { ...draft, environmentId: 'd', agent: 'codex' as const }
  expect(checkDraft(wish, { ...server, agents: [codex(false)] })).toMatchObject({ input: null, problems: { agent: 'There is no codex here.' } })
  expect(lackOf('codex', docker, [codex(false)])).toEqual({ message: 'There is no codex here.', install: 'npm i codex' })
  for (const agents of [[codex(null)], [codex(true)], [], null]) expect(checkDraft(wish, { ...server, agents }).problems).toEqual({})
})

test('a branch is suggested for what the session is about', () => {
  expect(['Fix the login!', '日本語 work', '---', 'x'.repeat(80)].map(suggestBranch)).toEqual(['claude/fix-the-login', 'claude/日本語-work', '', `claude/${'x'.repeat(60)}`])
})
