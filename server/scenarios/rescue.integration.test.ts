// Deleting keeps the work: rescues of DOCKER sessions, in by the API's front door, on the real engine.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createEngineView, instanceIn } from '../../e2e/fixtures/engine.ts'
import { startGitServer } from '../../e2e/fixtures/git-server.ts'
import { makeRepository } from '../../e2e/fixtures/make-repository.ts'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { environmentOf, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const made = new AsyncDisposableStack()
const engine = createEngineView()
let test: TestServer
let repoUrl: string
let runs = 0
let environments: { DOCKER: string; HOST: string }

beforeAll(async () => {
  const repository = made.use(makeRepository({ files: 50 }))
  repoUrl = made.use(await startGitServer(repository, await engine.hostAddress())).url
  test = made.use(await startTestServer())
  made.defer(() => engine.clear(instanceIn(test.dataDir)))
  environments = { DOCKER: await environmentOf(test.client, 'DOCKER'), HOST: await environmentOf(test.client, 'HOST') }
})
afterAll(() => made.disposeAsync())

async function running(id: string): Promise<string> {
  await sessionWhen(test.client, id, ({ status }) => status === 'running')
  const [terminal] = await test.client.terminals.list.query({ sessionId: id })
  return terminal?.id ?? ''
}

async function run(terminalId: string, line: string): Promise<string> {
  using shown = watchOutput(test.client, terminalId)
  runs += 1
  await test.client.terminals.write.mutate({ terminalId, data: `stty -echo; ${line}; echo "done"-${String(runs)}.\r` })
  await shown.until(`done-${String(runs)}.`)
  return shown.text()
}

/** One line for everything there is in the work tree, byte for byte. */
const fingerprint = 'cd /workspace && (find . -path ./.git/index -prune -o -type f -print0 | sort -z | xargs -0 sha256sum; find . -printf "%p %y %m %l\\n" | sort; sha256sum .git/index) | sha256sum | sed s/^/sum-/'
const sumIn = (text: string): string => /sum-([0-9a-f]{64})/.exec(text)?.[1] ?? 'no sum'

const work = String.raw`
cd /workspace; git config user.name A; git config user.email a@example.net
echo s > README.md; git stash -q; echo t > README.md; git stash -q
echo mine > DEV.md; git add -A; git commit -qm mine; git mv thousand.txt renamed.txt; printf 'a\0b' > bytes; git add bytes
chmod 755 bytes; ln -s renamed.txt link; echo x > "$(printf 'new\nline')"; mkdir -p empty/inner; echo now > renamed.txt
`.trim().replaceAll('\n', '; ')

it('I6 a DOCKER session is deleted and comes back, byte for byte, in DOCKER and in HOST', async () => {
  const { id } = await test.client.sessions.create.mutate({ name: 'Precious 日本語', repoUrl, branch: 'dev', agent: 'shell', environmentId: environments.DOCKER })
  const terminal = await running(id)
  await run(terminal, work)
  const before = sumIn(await run(terminal, fingerprint))
  expect(before).toMatch(/^[0-9a-f]{64}$/)
  expect(await test.client.sessions.gitWarnings.query({ id })).toMatchObject({ state: 'dirty', stashed: 2, unpushed: 1, untracked: 2 })
  const seen: number[] = []
  const follow = test.client.sessions.onChange.subscribe(undefined, {
    onData: ({ data }) => { if (data.kind === 'upsert' && data.session.rescueProgress) seen.push(data.session.rescueProgress.done) },
  })
  const [first, second] = await Promise.all([test.client.sessions.remove.mutate({ id }), test.client.sessions.remove.mutate({ id })])
  follow.unsubscribe()
  expect(first.rescueId).toMatch(/^[0-9a-f]{32}$/)
  expect(second).toEqual(first)
  expect(seen.at(-1)).toBeGreaterThan(0)
  expect(await engine.counts(instanceIn(test.dataDir))).toMatchObject({ containers: 0, volumes: 0 })
  expect(await test.client.rescues.list.query()).toMatchObject([{ id: first.rescueId, name: 'Precious 日本語', branch: 'dev', summary: { git: 'folder', status: { stashed: 2, unpushed: 1 } } }])

  const again = await test.client.rescues.restore.mutate({ id: first.rescueId ?? '' })
  const restored = await running(again.id)
  expect(sumIn(await run(restored, fingerprint))).toBe(before)
  expect(await run(restored, 'id -u; stat -c %u:%U /workspace /state; git -C /workspace stash list')).toMatch(/1000[^]*1000:node[^]*1000:node[^]*stash@\{1\}/)
  await test.client.sessions.remove.mutate({ id: again.id })

  const onHost = await test.client.rescues.restore.mutate({ id: first.rescueId ?? '', environmentId: environments.HOST })
  await running(onHost.id)
  const sum = execFileSync('sh', ['-c', fingerprint.replace('/workspace', join(test.dataDir, 'sessions', onHost.id, 'work'))], { encoding: 'utf8' })
  expect(sumIn(sum)).toBe(before)
  await test.client.sessions.remove.mutate({ id: onHost.id })
  expect(await test.client.rescues.list.query()).toHaveLength(3)
})

it('I6 a server that is killed while it rescues finds the work where it was, and goes on deleting', async () => {
  const { id } = await test.client.sessions.create.mutate({ name: 'Interrupted', repoUrl, agent: 'shell', environmentId: environments.DOCKER })
  const terminal = await running(id)
  await run(terminal, 'cd /workspace; head -c 60000000 /dev/urandom > big; echo precious > work.txt')
  const rescuing = sessionWhen(test.client, id, ({ rescueProgress }) => (rescueProgress?.done ?? 0) > 0)
  const removal = test.client.sessions.remove.mutate({ id }).catch(() => null)
  await rescuing
  await test.restart()
  await removal
  await expect.poll(() => test.client.rescues.list.query().then((list) => list.map(({ sessionId }) => sessionId)), { timeout: 60_000 }).toContain(id)
  await expect.poll(() => engine.counts(instanceIn(test.dataDir))).toMatchObject({ containers: 0, volumes: 0 })
  const rescue = (await test.client.rescues.list.query()).find(({ sessionId }) => sessionId === id)
  const { url } = await test.client.rescues.download.mutate({ id: rescue?.id ?? '' })
  const folder = mkdtempSync(join(tmpdir(), 'claudework-download-'))
  execFileSync('tar', ['-xf', '-', '-C', folder], { input: await (await fetch(`${test.url}${url}`)).bytes() })
  expect(execFileSync('sh', ['-c', 'cat work/work.txt; wc -c < work/big; cd work; git checkout-index -a; git status --short'], { cwd: folder, encoding: 'utf8' })).toBe('precious\n60000000\n?? big\n?? work.txt\n')
  rmSync(folder, { recursive: true })
})
