import { describe, expect, it } from 'vitest'
import { checkRepoUrl, type GitProtocol } from './repo-url.ts'

const taken: [string, GitProtocol, string | null, string][] = [
  ['https://github.com/acme/shop.git', 'https', 'github.com', '/acme/shop.git'],
  ['https://git.example.net:8443/a/b', 'https', 'git.example.net:8443', '/a/b'],
  ['HTTPS://GitHub.com/acme/shop', 'https', 'GitHub.com', '/acme/shop'],
  ['git@github.com:acme/shop.git', 'ssh', 'github.com', 'acme/shop.git'],
  ['ssh://git@github.com/acme/shop.git', 'ssh', 'github.com', '/acme/shop.git'],
  ['ssh://github.com:2222/acme/shop.git', 'ssh', 'github.com:2222', '/acme/shop.git'],
  ['http://127.0.0.1:3000/repo.git', 'http', '127.0.0.1:3000', '/repo.git'],
  ['http://[::1]:3000/repo.git', 'http', '[::1]:3000', '/repo.git'],
  ['https://git.example.net/acme/shop/tree/main', 'https', 'git.example.net', '/acme/shop/tree/main'],
  ['https://github.com/acme/tree', 'https', 'github.com', '/acme/tree'],
  ['file:///srv/git/repo.git', 'file', null, '/srv/git/repo.git'],
  ['https://github.com/acme/日本語', 'https', 'github.com', '/acme/日本語'],
]

const refused: [string, RegExp][] = [
  ['github.com/acme/shop', /put https:\/\/ in front/],
  ['~/shop', /a folder is none/],
  ['C:\\shop', /a folder is none/],
  ['https://github.com/acme/shop/tree/main/docs', /leave out \/tree\/main\/docs\./],
  ['https://gitlab.com/acme/team/shop/-/merge_requests/7', /leave out \/-\/merge_requests\/7\./],
  ['', /it is empty/],
  ['ext::sh -c touch% /tmp/x', /spaces or control/],
  ['ext::sh', /another form/],
  ['fd::17', /another form/],
  ['--upload-pack=touch /tmp/x', /spaces or control/],
  ['--upload-pack=x', /dash/],
  ['-oProxyCommand=x', /dash/],
  ['/etc/passwd', /another form/],
  ['../repo', /another form/],
  ['ftp://host/path', /"ftp" is not one/],
  ['javascript://host/path', /"javascript" is not one/],
  ['https://user:secret@host/path', /password/],
  ['https://:secret@host/path', /password/],
  ['https://user@host/path', /only allowed for ssh/],
  ['ssh://-oProxyCommand=x/path', /host is missing/],
  ['ssh://git@-oProxyCommand=x/path', /host is missing/],
  ['git@-oProxyCommand:path', /host is missing/],
  ['-git@host:path', /dash/],
  ['git@host:-path', /path must not start with a dash/],
  ['https://host', /path of the repository is missing/],
  ['https://host/', /path of the repository is missing/],
  ['https:///path', /host is missing/],
  ['file://host/path', /no host/],
  ['https://host/a\nb', /spaces or control/],
  ['https://host/a\u0000b', /spaces or control/],
  ['https://host/a b', /spaces or control/],
  [`https://host/${'a'.repeat(5_000)}`, /5013 characters/],
]

describe('checkRepoUrl', () => {
  it.each(taken)('takes %s', (...[text, protocol, host, path]) => {
    expect(checkRepoUrl(text)).toEqual({ ok: true, url: { protocol, host, path } })
  })

  it.each(refused)('A51 A52 A53 A57: refuses %j with one sentence', (text, problem) => {
    const check = checkRepoUrl(text)
    expect(check).toMatchObject({ ok: false })
    if (check.ok) return
    expect(check.problem).toMatch(problem)
    expect(check.problem).toMatch(/^Give a repository URL of the form .*\.$/)
    expect(check.problem).not.toContain('secret')
  })

  it('refuses protocols that the operator did not switch on, and names those that are', () => {
    expect(checkRepoUrl('file:///etc', ['https', 'ssh'])).toEqual({
      ok: false,
      problem: 'Give a repository URL of the form https://host/path, or ssh://git@host/path or git@host:path; file is not switched on here.',
    })
  })
})
