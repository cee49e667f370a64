// A private repository in the hands of a session, on this machine and in a container: clone, fetch and push over smart HTTP with the
// host's token, which nobody gets to see on the way.
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createEngineView } from '../../e2e/fixtures/engine.ts'
import { startGitServer, type GitServer } from '../../e2e/fixtures/git-server.ts'
import { makeRepository, type Repository } from '../../e2e/fixtures/make-repository.ts'
import { runningSession, sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { shellOf, type Shell } from '../testing/shell.ts'
import { startTestServer, testToken, type TestServer } from '../testing/test-server.ts'

const canary = 'canary-7f3a91'
const engine = createEngineView()
const made = new AsyncDisposableStack()
let repository: Repository
let git: GitServer
let server: TestServer
let host: string

beforeAll(async () => {
  repository = made.use(makeRepository({ files: 5 }))
  git = made.use(await startGitServer(repository, await engine.hostAddress()))
  git.setMode({ kind: 'password', user: 'hanako', password: `${canary}-git` })
  host = new URL(git.url).host
  server = made.use(await startTestServer({ CLAUDEWORK_LOG_LEVEL: 'trace', CLAUDE_CODE_OAUTH_TOKEN: `${canary}-oauth`, ANTHROPIC_API_KEY: `${canary}-api` }))
  execFileSync('git', ['config', '--global', 'user.name', 'Hana Yamada'], { env: { ...process.env, HOME: server.env['HOME'] } })
  execFileSync('git', ['config', '--global', 'user.email', 'hana@example.net'], { env: { ...process.env, HOME: server.env['HOME'] } })
  await server.client.gitHosts.set.mutate({ host, username: 'hanako', token: `${canary}-git` })
})
afterAll(() => made.disposeAsync())

type Kind = 'HOST' | 'DOCKER'

async function running(kind: Kind): Promise<Shell & { id: string; containerId: string | null }> {
  const { id, containerId } = await runningSession(server.client, kind, { name: kind, repoUrl: git.url })
  return { id, containerId, ...await shellOf(server.client, id) }
}

const branchesOnServer = (): string => execFileSync('git', ['-C', join(repository.folder, 'sample.git'), 'branch', '--list'], { encoding: 'utf8' })

describe.each(['HOST', 'DOCKER'] as const)('in %s', (kind) => {
  test('A57 a session fetches and pushes with the token of its host, and its clone holds no trace of it', async () => {
    using session = await running(kind)
    expect(await session.run(`git switch -qc from-${kind} && git commit -q --allow-empty -m mine && git push -q origin HEAD`)).toMatch(/=0$/)
    expect(branchesOnServer()).toContain(`from-${kind}`)
    expect(await session.run('git fetch -q origin && git log -1 --format="%an <%ae>"')).toMatch(/Hana Yamada <hana@example\.net>[\s\S]*=0$/)
    expect(await session.run(`grep -r ${canary} .git; env | grep -c ${canary}-git`)).toMatch(/\b0\s+=1$/)

    // Not of other hosts, and not when it was taken back.
    const fill = (about: string): Promise<string> => session.run(`printf '${about}\\n\\n' | GIT_TERMINAL_PROMPT=0 git -c credential.helper= credential fill 2>&1`)
    await server.client.gitHosts.set.mutate({ host: 'github.com', token: `${canary}-github` })
    expect(await fill('protocol=https\\nhost=github.com')).not.toContain(canary)
    await server.client.gitHosts.remove.mutate({ host: 'github.com' })
    await server.client.gitHosts.remove.mutate({ host })
    expect(await session.run('GIT_TERMINAL_PROMPT=0 git fetch origin')).toMatch(/claudework: There is no token for .* set one in the settings[\s\S]*=128$/)
    await server.client.gitHosts.set.mutate({ host, username: 'hanako', token: `${canary}-git` })
    expect(await session.run('git fetch -q origin')).toMatch(/=0$/)
  })
})

test('A69 in a container git\'s configuration is generated, and not the session\'s to change', async () => {
  using session = await running('DOCKER')
  expect(await session.run('git config --global user.name Somebody')).toMatch(/Permission denied|could not lock/)
  expect(await session.run('echo x >> ~/.gitconfig')).toMatch(/denied|=[12]$/)
  await server.client.sessions.stop.mutate({ id: session.id })
  await server.client.sessions.start.mutate({ id: session.id })
  expect(await session.run('git config --global user.name')).toMatch(/Hana Yamada[\s\S]*=0$/)
})

/** What engine and kernel tell anybody who asks them, of everything that there is. */
async function seenOutside(): Promise<Record<string, string>> {
  const { docker } = engine
  const [containers, { Volumes: volumes }, images, networks] = await Promise.all([docker.listContainers({ all: true }), docker.listVolumes(), docker.listImages(), docker.listNetworks()])
  const inspected = await Promise.all([
    ...containers.map(({ Id }) => docker.getContainer(Id).inspect().catch(unlessGone)),
    ...images.map(({ Id }) => docker.getImage(Id).inspect().catch(unlessGone)),
  ])
  const argv = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => textOf(`/proc/${pid}/cmdline`))
  return { engine: JSON.stringify([containers, volumes, images, networks, inspected]), 'arguments of processes': argv.join('\n') }
}

function unlessGone(error: unknown): null {
  if (error instanceof Error && 'statusCode' in error && error.statusCode === 404) return null
  throw error
}

/** Of what may be gone when it is read. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'EACCES'].includes(String(error.code))) return ''
    throw error
  }
}

/** Every file below the data directory that holds a canary, by its path. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name)).filter((file) => textOf(file).includes(text)).map((file) => relative(folder, file)).sort()
}

test('A66 A80 no secret is in the engine, the database, a file that is not its own, an argument, the log, the history or an error', async () => {
  const seen: Record<string, string> = {}
  const { client } = server
  const link = (await client.auth.createCode.mutate()).url
  const code = new URL(link).hash.replace('#code=', '')
  await client.notifications.setWebhook.mutate({ address: `http://127.0.0.1:1/${canary}-webhook` })
  seen['webhook refused'] = await client.notifications.testWebhook.mutate().then(() => '', (error: unknown) => JSON.stringify(error) + String(error))
  for (const kind of ['HOST', 'DOCKER'] as const) {
    using session = await running(kind)
    await session.run('git fetch origin; echo mine > mine')
    Object.assign(seen, await seenOutside())
    await client.sessions.stop.mutate({ id: session.id })
    await client.sessions.start.mutate({ id: session.id })
    seen[`log of ${kind}`] = JSON.stringify(await client.sessions.log.query({ id: session.id }))
    seen[`session ${kind}`] = JSON.stringify(await client.sessions.get.query({ id: session.id }))
    if (kind === 'HOST') continue
    const { rescueId } = await client.sessions.remove.mutate({ id: session.id })
    expect(rescueId).not.toBeNull()
  }
  git.setMode({ kind: 'password', user: 'hanako', password: 'another' })
  const { id } = await client.sessions.create.mutate({ name: 'Refused', repoUrl: git.url })
  seen['error'] = JSON.stringify(await sessionWhen(client, id, ({ status }) => status === 'error'))
  git.setMode({ kind: 'password', user: 'hanako', password: `${canary}-git` })
  seen['input refused'] = await client.gitHosts.set.mutate({ host: 'not a host', token: `${canary}-typed` }).then(() => '', (error: unknown) => JSON.stringify(error) + String(error))
  seen['events'] = JSON.stringify(await client.events.list.query({}))
  seen['environments'] = JSON.stringify([await client.environments.list.query(), await client.gitHosts.list.query(), await client.health.get.query(), await client.agents.list.query()])
  seen['server log'] = server.logged()
  for (const path of ['api/sessions', 'openapi.json']) seen[path] = await (await fetch(`${server.url}/${path}`, { headers: { authorization: `Bearer ${testToken}` } })).text()
  for (const secret of [canary, code, testToken]) {
    expect(Object.entries(seen).filter(([, text]) => text.includes(secret)).map(([where]) => where)).toEqual([])
  }
  // Where they are kept, and nowhere else: database, rescues, clones, saved screens and the programs' folders hold none.
  expect(filesWith(server.dataDir, canary)).toEqual(['git-hosts.json', 'webhook.json'])
  for (const secret of [code, testToken]) expect(filesWith(server.dataDir, secret)).toEqual([])
  const { path } = await client.storage.backup.mutate()
  expect(filesWith(server.dataDir, canary)).toEqual([relative(server.dataDir, path), 'git-hosts.json', 'webhook.json'])
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(Object.values(seen).every((text) => text.length > 20)).toBe(true)
})
