import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startGitServer, type GitServer } from '../../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../../e2e/fixtures/make-repository.ts'
import { linkTo, run } from './testing/shell.ts'
import { createdSession, createTrial, hostAddress, trialSession } from './testing/trial.ts'

const made = new AsyncDisposableStack()
let trial: Awaited<ReturnType<typeof createTrial>>
let git: GitServer

beforeAll(async () => {
  trial = made.use(await createTrial())
  git = made.use(await startGitServer(made.use(makeRepository({ files: 5 })), await hostAddress(trial.engine)))
  git.setMode({ kind: 'password', user: 'hanako', password: 'canary-password' })
  trial.gitHosts.set({ host: new URL(git.url).host, username: 'hanako', token: 'canary-password' })
})
afterEach(() => trial.clear())
afterAll(() => made.disposeAsync())

test('A57 a private repository is cloned over smart HTTP, and the engine never learns the password', async () => {
  const { engine } = trial
  // The helper is looked at while it clones: the engine tells of its end only once it has gone.
  const seen: string[] = []
  git.setMode({ kind: 'hangs' })
  const session = trialSession(git.url)
  const asked = git.nextRequest()
  const creating = trial.adapter.create(session.place, session.hooks)
  const looked = asked.then(async () => {
    for (const name of await trial.owned()) if (!/-(?:work|state)$/.test(name)) seen.push(JSON.stringify(await engine.containers.inspect(name)))
    session.cancel()
  })
  await Promise.all([looked, expect(creating).rejects.toMatchObject({ kind: 'cancelled' })])
  expect(seen.join()).toContain('CLAUDEWORK_PASSWORD_FOR=http://')
  expect(seen.join()).not.toContain('canary')

  git.setMode({ kind: 'password', user: 'hanako', password: 'canary-password' })
  const cloned = trialSession(git.url)
  const place = await createdSession(trial.adapter, cloned)
  const link = linkTo(trial.adapter, place)
  await link.ready(AbortSignal.timeout(20_000))
  expect(await run(trial.adapter, { link, place }, 'cat .git/config; ls src | wc -l; env')).not.toContain('canary')
  expect(JSON.stringify([cloned.log, cloned.steps, cloned.saved, await engine.containers.inspect(`claudework-${place.sessionId}`)])).not.toContain('canary')
  link.dispose()
})
