import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startMessagesStub } from '../../../e2e/fixtures/messages-stub.ts'
import { watchOutput } from '../../../e2e/fixtures/output.ts'
import { sessionWhen } from '../../../e2e/fixtures/sessions.ts'
import { startTestServer } from '../../testing/test-server.ts'
import { createGitTrial, type GitTrial } from './testing/git-trial.ts'
import { linkTo, run } from './testing/shell.ts'
import { createdSession, hostAddress, trialSession } from './testing/trial.ts'

const made = new AsyncDisposableStack()
let trial: GitTrial

beforeAll(async () => {
  trial = made.use(await createGitTrial({ files: 5 }))
  trial.git.setMode({ kind: 'password', user: 'hanako', password: 'canary-password' })
  trial.gitHosts.set({ host: new URL(trial.git.url).host, username: 'hanako', token: 'canary-password' })
})
afterEach(() => trial.clear())
afterAll(() => made.disposeAsync())

test('A57 a private repository is cloned over smart HTTP, and the engine never learns the password', async () => {
  const { engine } = trial
  // The helper is looked at while it clones: the engine tells of its end only once it has gone.
  const seen: string[] = []
  trial.git.setMode({ kind: 'hangs' })
  const session = trialSession(trial.git.url)
  const asked = trial.git.nextRequest()
  const creating = trial.adapter.create(session.place, session.hooks)
  const looked = asked.then(async () => {
    for (const name of await trial.owned()) if (!/-(?:work|state)$/.test(name)) seen.push(JSON.stringify(await engine.containers.inspect(name)))
    session.cancel()
  })
  await Promise.all([looked, expect(creating).rejects.toMatchObject({ kind: 'cancelled' })])
  expect(seen.join()).toContain('CLAUDEWORK_PASSWORD_FOR=http://')
  expect(seen.join()).not.toContain('canary')

  trial.git.setMode({ kind: 'password', user: 'hanako', password: 'canary-password' })
  const cloned = trialSession(trial.git.url)
  const place = await createdSession(trial.adapter, cloned)
  const link = linkTo(trial.adapter, place)
  await link.ready(AbortSignal.timeout(30_000))
  expect(await run(trial.adapter, { link, place }, 'cat .git/config; ls src | wc -l; env')).not.toContain('canary')
  expect(JSON.stringify([cloned.log, cloned.steps, cloned.saved, await engine.containers.inspect(`claudework-${place.sessionId}`)])).not.toContain('canary')
  link.dispose()
})

test('shared-directory: one sign-in folder for all sessions of the environment, gone with it', async () => {
  const { adapter, engine } = trial
  const config = { credentials: 'shared-directory' }
  const [first, second] = [trialSession(trial.git.url, { config }), trialSession(trial.git.url, { config })]
  const places = [await createdSession(adapter, first), await createdSession(adapter, second)]
  const links = places.map((place) => ({ link: linkTo(adapter, place), place }))
  for (const { link } of links) await link.ready(AbortSignal.timeout(30_000))
  const [one, other] = links
  if (!one || !other) throw new Error('two were made')
  expect(await run(adapter, one, 'echo $CLAUDE_SECURESTORAGE_CONFIG_DIR; stat -c "%u %a" /login; echo signed-in > /login/.credentials.json')).toBe('/login\n1000 700')
  expect(await run(adapter, other, 'cat /login/.credentials.json')).toBe('signed-in')
  expect(places.map((place) => adapter.credentialMode(place))).toEqual(['shared-directory', 'shared-directory'])
  // A container keeps the mounts that it was made with.
  const before = await createdSession(adapter, trialSession(trial.git.url))
  expect(adapter.credentialMode({ ...before, environment: { ...before.environment, config } })).toBe('session')
  for (const { link } of links) link.dispose()
  for (const place of [...places, before]) await adapter.remove(place)
  await adapter.retire(first.place.environment)
  await adapter.retire(first.place.environment)
  expect(await engine.volumes.inspect('claudework-login-docker')).toBeNull()
})

test('A67 A68 F52 host-copy: an agent in a container signs in with the host\'s sign-in, without its refresh token, and gets the new one', async () => {
  const address = await hostAddress(trial.engine)
  await using stub = await startMessagesStub({ host: address })
  await using server = await startTestServer({ ANTHROPIC_BASE_URL: `http://${address}:${String(stub.port)}`, CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' })
  const folder = join(server.env['HOME'] ?? '', '.claude')
  const signIn = (accessToken: string): void => {
    writeFileSync(join(folder, 'next'), JSON.stringify({ claudeAiOauth: { accessToken, refreshToken: 'canary-refresh', expiresAt: Date.now() + 8 * 3_600_000, scopes: ['user:inference', 'user:profile'] } }))
    renameSync(join(folder, 'next'), join(folder, '.credentials.json'))
  }
  mkdirSync(folder)
  writeFileSync(join(folder, 'CLAUDE.md'), 'Be brief.\n')
  signIn('access-1')
  trial.git.setMode({ kind: 'ok' })
  const environment = await server.client.environments.create.mutate({ name: 'Copied', kind: 'DOCKER', config: { credentials: 'host-copy', env: { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' } } })
  const { id } = await server.client.sessions.create.mutate({ name: 'Copied', repoUrl: trial.git.url, environmentId: environment.id, prompt: 'hello by copy' })
  const session = await sessionWhen(server.client, id, ({ status }) => status !== 'creating')
  expect([session.status, session.statusReason, session.credentials]).toEqual(['running', null, { mode: 'host-copy', sharedWith: 0, problem: null }])
  await stub.request(({ token, conversation }) => token === 'access-1' && conversation !== null)

  const { id: terminalId } = await server.client.terminals.open.mutate({ sessionId: id, cols: 200 })
  using shown = watchOutput(server.client, terminalId)
  signIn('access-2')
  // The shell looks until it is there: when the new one comes is not the session's to know.
  await server.client.terminals.write.mutate({ terminalId, data: 'until grep -q access-2 /state/claude/.credentials.json; do sleep 0.1; done; cat /state/claude/CLAUDE.md; grep -rc canary /state/claude/.credentials.json; echo en\'\'d\r' })
  expect((await shown.until(/Be brief\.\s+(\d+)\s+end/))[1]).toBe('0')

  // What an agent writes into its settings runs for itself alone: nothing of the host's is there to be written.
  await server.client.terminals.write.mutate({ terminalId, data: 'echo \'{"hooks":{}}\' > /state/claude/settings.json; echo changed >> /state/claude/CLAUDE.md; grep -c " /home\\| /root" /proc/mounts; echo writte\'\'n\r' })
  expect((await shown.until(/(\d+)\s+written/))[1]).toBe('0')
  expect([readdirSync(folder).sort(), readFileSync(join(folder, 'CLAUDE.md'), 'utf8')]).toEqual([['.credentials.json', 'CLAUDE.md'], 'Be brief.\n'])
})
