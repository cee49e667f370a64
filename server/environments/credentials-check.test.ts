import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { credentialsPart } from './credentials-check.ts'
import { createCredentials } from './credentials/credentials.ts'

async function checked(folder: string) {
  const credentials = createCredentials({ env: { CLAUDE_CONFIG_DIR: folder } })
  const host = await credentials.hostSignIn()
  credentials.close()
  return credentialsPart('host-copy', { server: {}, own: {}, host })
}
const keep = (folder: string, login: object): void => { writeFileSync(join(folder, '.credentials.json'), JSON.stringify({ claudeAiOauth: login })) }

test('a copy of the host\'s sign-in is looked at: no folder, no sign-in, one that has ended, one that is there', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'claudework-check-')), '.claude')
  expect(await checked(folder)).toMatchObject({ ok: false, message: expect.stringContaining('there is no such folder') as unknown })
  mkdirSync(folder)
  expect(await checked(folder)).toMatchObject({ ok: false, message: expect.stringContaining('no sign-in in it') as unknown })
  keep(folder, { accessToken: 'canary-access', expiresAt: Date.now() - 1_000 })
  const ended = await checked(folder)
  expect(ended).toMatchObject({ ok: false, message: expect.stringContaining('has ended') as unknown, fix: expect.stringContaining('"claude"') as unknown })
  expect(JSON.stringify(ended)).not.toContain('canary')
  keep(folder, { accessToken: 'canary-access', expiresAt: Date.now() + 3_600_000 })
  expect(await checked(folder)).toMatchObject({ ok: true, fix: null })
})
