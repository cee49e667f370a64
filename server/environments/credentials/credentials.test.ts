import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Environment } from '../adapter.ts'
import { createCredentials, withoutSignIn } from './credentials.ts'

let home: string

beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'claudework-home-')) })
afterEach(() => { rmSync(home, { recursive: true, force: true }) })

const environment = (config: Record<string, unknown> = {}): Environment => ({ id: 'e1', name: 'Docker', kind: 'DOCKER', config, isDefault: true })

it('the default is a token where one is set, else a copy of the host, else a sign-in of each session', () => {
  const modeOf = (env: Record<string, string>, config?: Record<string, unknown>): string => createCredentials({ env: { HOME: home, ...env } }).modeOf(environment(config))
  expect(modeOf({})).toBe('session')
  mkdirSync(join(home, '.claude'))
  expect(modeOf({})).toBe('host-copy')
  expect(modeOf({ CLAUDE_CODE_OAUTH_TOKEN: 't' })).toBe('token')
  expect(modeOf({}, { env: { ANTHROPIC_AUTH_TOKEN: 't' } })).toBe('token')
  expect(modeOf({ ANTHROPIC_API_KEY: '' })).toBe('host-copy')
  expect(modeOf({ ANTHROPIC_BASE_URL: 'http://gateway' })).toBe('host-copy')
  expect(modeOf({ ANTHROPIC_API_KEY: 'k' }, { credentials: 'shared-directory' })).toBe('shared-directory')
})

it('A66 only the mode "token" hands on the server\'s token; the rest of what an agent needs goes to all', () => {
  const variables = { ANTHROPIC_API_KEY: 'a', CLAUDE_CODE_OAUTH_TOKEN: 'b', ANTHROPIC_AUTH_TOKEN: 'c', ANTHROPIC_BASE_URL: 'd' }
  const credentials = createCredentials({ env: { HOME: home, ...variables } })
  expect(credentials.onlyFor(environment({ credentials: 'token' }), variables)).toEqual(variables)
  for (const mode of ['session', 'host-copy', 'shared-directory']) expect(credentials.onlyFor(environment({ credentials: mode }), variables)).toEqual({ ANTHROPIC_BASE_URL: 'd' })
  expect(withoutSignIn(variables)).toEqual({ ANTHROPIC_BASE_URL: 'd' })
})

it('F52 a host that signs in anew is noticed, also when the file is replaced by another', async () => {
  const folder = join(home, '.claude')
  mkdirSync(folder)
  const put = (token: string): void => {
    writeFileSync(join(folder, 'new'), JSON.stringify({ claudeAiOauth: { accessToken: token } }))
    renameSync(join(folder, 'new'), join(folder, '.credentials.json'))
  }
  put('first')
  const credentials = createCredentials({ env: { HOME: home } })
  expect(Buffer.from((await credentials.copyFor(environment()))[0]?.data ?? []).toString('utf8')).toContain('first')
  const changed = new Promise<void>((resolve) => { credentials.onHostLogin(resolve) })
  put('second')
  await changed
  expect(Buffer.from((await credentials.loginFor(environment()))?.data ?? []).toString('utf8')).toContain('second')
  credentials.close()
})
