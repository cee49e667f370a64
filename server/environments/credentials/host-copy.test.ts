import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readHostCopy, renewsItself } from './host-copy.ts'

let folder: string

beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'claudework-host-')) })
afterEach(() => { rmSync(folder, { recursive: true, force: true }) })

const login = { claudeAiOauth: { accessToken: 'access', refreshToken: 'canary-refresh', refreshTokenExpiresAt: 5, expiresAt: 1, scopes: ['user:inference'] }, mcpOAuth: { other: { refreshToken: 'canary-other' } } }

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

const copied = async (): Promise<Record<string, string>> => Object.fromEntries((await readHostCopy(folder)).map(({ path, data }) => [path, Buffer.from(data).toString('utf8')]))

it('A67 copies settings and instructions, and the sign-in without its refresh token', async () => {
  write('settings.json', '{"model":"opus"}')
  write('CLAUDE.md', 'Be brief.\n')
  write('commands/team/review.md', 'Review it.\n')
  write('.credentials.json', JSON.stringify(login))
  expect(await copied()).toEqual({
    'settings.json': '{"model":"opus"}',
    'CLAUDE.md': 'Be brief.\n',
    'commands/team/review.md': 'Review it.\n',
    '.credentials.json': '{"claudeAiOauth":{"accessToken":"access","expiresAt":1,"scopes":["user:inference"]}}',
  })
})

it('A67 leaves out the conversations and histories of this machine', async () => {
  for (const path of ['projects/a/b.jsonl', 'history.jsonl', 'todos/x.json', 'shell-snapshots/x.sh', 'plugins/config.json', '.claude.json', 'skills/a/.git/config']) write(path, 'secret')
  expect(await copied()).toEqual({})
})

it('a folder that is linked in is followed, a loop is not for ever, and what is too big stays behind', async () => {
  write('elsewhere/deploy.md', 'Deploy it.\n')
  mkdirSync(join(folder, 'skills'))
  symlinkSync('../elsewhere', join(folder, 'skills/mine'))
  symlinkSync('.', join(folder, 'skills/loop'))
  write('agents/huge.md', 'x'.repeat(2 * 1024 * 1024))
  const found = await copied()
  expect(found['skills/mine/deploy.md']).toBe('Deploy it.\n')
  expect(Object.keys(found).length).toBeLessThanOrEqual(500)
  expect(found['agents/huge.md']).toBeUndefined()
})

it('a sign-in that is torn or none is not copied', async () => {
  for (const text of ['{"claudeAiOauth":{"acc', '[]', '{"claudeAiOauth":null}', '{"claudeAiOauth":{"accessToken":5}}']) {
    write('.credentials.json', text)
    expect(await copied()).toEqual({})
  }
})

it('tells a sign-in that can renew itself from a copy', () => {
  expect(renewsItself(Buffer.from(JSON.stringify(login)))).toBe(true)
  expect(renewsItself(Buffer.from('{"claudeAiOauth":{"accessToken":"access"}}'))).toBe(false)
  expect(renewsItself(null)).toBe(false)
})
