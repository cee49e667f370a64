// Repositories over ssh with the keys of the host's agent, on this machine and in a container: a real sshd, a real ssh-agent.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createEngineView } from '../../e2e/fixtures/engine.ts'
import { makeRepository, type Repository } from '../../e2e/fixtures/make-repository.ts'
import { startGitSshServer, type GitSshServer } from '../../e2e/fixtures/git-ssh-server.ts'
import { sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { cloneOnHost } from '../environments/host/host-clone.ts'
import { shellOf } from '../testing/shell.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

const made = new AsyncDisposableStack()
let repository: Repository
let ssh: GitSshServer
let server: TestServer

beforeAll(async () => {
  repository = made.use(makeRepository({ files: 5 }))
  ssh = made.use(await startGitSshServer(repository, await createEngineView().hostAddress()))
  server = made.use(await startTestServer({ SSH_AUTH_SOCK: ssh.agentSocket, CLAUDEWORK_CLONE_STALL_S: '20' }))
})
afterAll(() => made.disposeAsync())

type Kind = 'HOST' | 'DOCKER'

async function createdIn(kind: Kind, { sshAgent }: { sshAgent: boolean }): Promise<{ id: string; status: string; statusReason: string | null }> {
  const { id: environmentId } = await server.client.environments.create.mutate({ name: `${kind} with${sshAgent ? '' : 'out'}`, kind, config: { sshAgent } })
  const { id } = await server.client.sessions.create.mutate({ name: kind, repoUrl: ssh.url, environmentId, agent: 'shell' })
  return sessionWhen(server.client, id, ({ status }) => status !== 'creating')
}

describe.each(['HOST', 'DOCKER'] as const)('in %s', (kind) => {
  test('A70 without the switch there is no agent, and the sentence says what to do', async () => {
    const { status, statusReason } = await createdIn(kind, { sshAgent: false })
    expect(status).toBe('error')
    expect(statusReason).toMatch(/took none of our SSH keys; use its https URL, or switch on the SSH agent/)
  })

  test('clones, fetches and pushes with the keys of the host\'s agent; a host whose key changed is refused', async () => {
    const { id, status, statusReason } = await createdIn(kind, { sshAgent: true })
    expect([status, statusReason]).toEqual(['running', null])
    using shell = await shellOf(server.client, id)
    expect(await shell.run('ssh-add -L')).toContain(ssh.key.split(' ')[1])
    // On this machine a session's ssh is the person's own, which knows this host no more than anybody.
    const known = kind === 'HOST' ? 'GIT_SSH_COMMAND="ssh -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile=$HOME/known" ' : ''
    expect(await shell.run(`git switch -qc over-ssh-${kind} && git -c user.name=A -c user.email=a@b commit -q --allow-empty -m mine && ${known}git push -q origin HEAD`)).toMatch(/=0$/)
    expect(execFileSync('git', ['-C', join(repository.folder, 'sample.git'), 'branch', '--list'], { encoding: 'utf8' })).toContain(`over-ssh-${kind}`)
    if (kind === 'DOCKER') expect(await shell.run('ssh-add -D')).toMatch(/=[12]$/)

    await ssh.changeHostKey()
    expect(await shell.run(`${known}git fetch origin 2>&1`)).toMatch(/IDENTIFICATION HAS CHANGED[\s\S]*=128$/)
    expect(execFileSync('ssh-add', ['-L'], { encoding: 'utf8', env: { ...process.env, SSH_AUTH_SOCK: ssh.agentSocket } })).toContain(ssh.key.split(' ')[1])
  })
})

test('A53 a clone from a host that is known by another key is refused with a sentence; by its own key it goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-known-'))
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }) })
  const { hostname, port, host } = new URL(ssh.url)
  const cloned = (key: string, target: string): Promise<void> => {
    writeFileSync(join(folder, 'published'), `[${hostname}]:${port} ${key}\n`)
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder }
    return cloneOnHost(
      { repoUrl: ssh.url, branch: null, target: join(folder, target), knownHosts: join(folder, 'known'), publishedKeys: join(folder, 'published'), env, protocols: ['ssh'], stallSeconds: 20, credential: null, sshAgent: ssh.agentSocket },
      { onStep: () => undefined, onLog: () => undefined, signal: AbortSignal.timeout(30_000) },
    )
  }
  await expect(cloned(ssh.key, 'refused')).rejects.toThrow(`The host key of ${host} is not the one it had before, so someone may be in between; check it with the host's owner.`)
  await cloned(ssh.hostKey(), 'taken')
})
