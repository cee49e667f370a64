import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { setGitHost } from '../../../contract/git-host.ts'
import { createGitHosts, passwordOriginOf, type GitHosts } from './git-hosts.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'claudework-git-hosts-'))
  file = join(folder, 'git-hosts.json')
})
afterEach(() => { rmSync(folder, { recursive: true, force: true }) })

const open = (protocols: Parameters<typeof createGitHosts>[0]['protocols'] = ['https']): GitHosts => createGitHosts({ file, protocols, now: () => 0 })

describe('tokens of git hosts', () => {
  it('A27 are kept in a file of the owner alone, through a restart, and never listed', () => {
    expect(open().set({ host: 'github.com', token: 'canary-token' })).toEqual({ host: 'github.com', username: 'x-access-token', at: '1970-01-01T00:00:00.000Z' })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(JSON.stringify(open().list())).not.toContain('canary')
    expect(open().credentialFor('https', 'GitHub.com')).toEqual({ username: 'x-access-token', password: 'canary-token' })
  })

  it('are replaced one by one; a user name stays until another is given', () => {
    const hosts = open()
    hosts.set({ host: 'git.example.net:8443', username: 'mai', token: 'first' })
    hosts.set({ host: 'git.example.net:8443', token: 'second' })
    expect(hosts.credentialFor('https', 'git.example.net:8443')).toEqual({ username: 'mai', password: 'second' })
    expect(hosts.credentialFor('https', 'git.example.net')).toBeNull()
  })

  it('are gone after a removal, twice too', () => {
    const hosts = open()
    hosts.set({ host: 'github.com', token: 'canary-token' })
    hosts.remove('github.com')
    hosts.remove('github.com')
    expect(hosts.credentialFor('https', 'github.com')).toBeNull()
    expect(readFileSync(file, 'utf8')).not.toContain('canary')
  })

  it('A57 go over plain http only where the operator switched it on', () => {
    open().set({ host: 'github.com', token: 'canary-token' })
    expect(open().credentialFor('http', 'github.com')).toBeNull()
    expect(open(['https', 'http']).credentialFor('http', 'github.com')).not.toBeNull()
    expect(open(['https', 'http']).credentialFor('ssh', 'github.com')).toBeNull()
  })

  it('a torn file is a sentence that names it', () => {
    writeFileSync(file, '{"github.com":')
    expect(open).toThrow(/git-hosts\.json cannot be read .* mend it, or remove it/)
  })
})

describe('what is taken for a host and its token', () => {
  it.each(['https://github.com', 'github.com/acme', 'me@github.com', '', '-x', 'a b'])('not %j', (host) => {
    expect(setGitHost.safeParse({ host, token: 't' }).success).toBe(false)
  })

  it.each(['a\nusername=b', 'a b', ''])('A57 no token that would say more to git than a password: %j', (token) => {
    expect(setGitHost.safeParse({ host: 'github.com', token }).success).toBe(false)
  })

  it('a host in any case, with its port', () => {
    expect(setGitHost.parse({ host: ' Git.Example.NET:8443 ', token: 't' }).host).toBe('git.example.net:8443')
  })
})

it.each([
  ['https://GitHub.com/acme/tool', 'https://github.com'],
  ['http://127.0.0.1:8080/a.git', 'http://127.0.0.1:8080'],
  ['git@github.com:acme/tool', undefined],
  ['file:///srv/a.git', undefined],
])('a password for %s is asked for %s', (url, origin) => {
  expect(passwordOriginOf(url)?.origin).toBe(origin)
})
