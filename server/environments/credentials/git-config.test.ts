import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { gitConfigFile, gitConfigVariables, helperCommand, hostIdentity } from './git-config.ts'

function folderWith(file: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-git-config-'))
  onTestFinished(() => { rmSync(folder, { recursive: true, force: true }) })
  writeFileSync(join(folder, file), text)
  return folder
}

const about = { repoUrl: 'https://github.com/acme/tool', workTree: '/workspace', helper: '!helper', sshCommand: 'ssh -o A=b' }

it('A69 the whole of it: who the person is, and how to come by a password', async () => {
  const home = folderWith('.gitconfig', '[user]\n\tname = 山田 "Hana" \\\\ K.\n\temail = hana@example.net\n[credential]\n\thelper = !touch /tmp/pwned\n[core]\n\tsshCommand = touch /tmp/pwned\n[include]\n\tpath = /nonexistent\n')
  const text = gitConfigFile({ ...about, identity: await hostIdentity({ PATH: process.env['PATH'], HOME: home }) })
  expect(text.split('\n').slice(1).join('\n')).toBe(`[user]
\tname = "山田 Hana \\\\ K."
\temail = "hana@example.net"
[safe]
\tdirectory = "/workspace"
[core]
\tsshCommand = "ssh -o A=b"
[credential "https://github.com"]
\thelper = "!helper"
`)
})

it('A69 git reads back just what was given, whatever a name holds', () => {
  for (const name of ['a" b', 'x\\', '# no comment ; here', ' space ']) {
    const file = join(folderWith('config', gitConfigFile({ ...about, identity: { name, email: null } })), 'config')
    const get = (key: string): string => execFileSync('git', ['config', '--file', file, '--get', key], { encoding: 'utf8' }).replace(/\n$/, '')
    expect(get('user.name')).toBe(name)
    expect(get('safe.directory')).toBe('/workspace')
    expect(get('credential.https://github.com.helper')).toBe('!helper')
  }
})

it('a machine where git knows nobody, and a repository that takes no password', async () => {
  const identity = await hostIdentity({ PATH: process.env['PATH'], HOME: '/nonexistent' })
  expect(identity).toEqual({ name: null, email: null })
  const text = gitConfigFile({ ...about, identity, repoUrl: 'git@github.com:acme/tool' })
  expect(text).not.toMatch(/user|credential/)
})

it('by variables it comes after what is there, and alone only where it is to be', () => {
  const { repoUrl, helper } = about
  expect(gitConfigVariables({}, { repoUrl, helper, alone: false })).toEqual({ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'credential.https://github.com.helper', GIT_CONFIG_VALUE_0: '!helper' })
  expect(gitConfigVariables({ GIT_CONFIG_COUNT: '2' }, { repoUrl, helper, alone: true })).toMatchObject({ GIT_CONFIG_COUNT: '4', GIT_CONFIG_VALUE_2: '', GIT_CONFIG_VALUE_3: '!helper' })
  expect(gitConfigVariables({}, { repoUrl: 'file:///srv/a.git', helper, alone: true })).toEqual({})
})

it('A76 a path with spaces and quotes stays one word', () => {
  const command = helperCommand(['printf', '%s|', "/it's here/a b", '$(touch x)'])
  expect(execFileSync('/bin/sh', ['-c', command.slice(1)], { encoding: 'utf8' })).toBe("/it's here/a b|$(touch x)|")
})
