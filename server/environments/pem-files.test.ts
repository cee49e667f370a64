import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { dockerConfig } from '../../contract/environment.ts'
import { createPemFiles } from './pem-files.ts'

const pem = (what: string): string => `-----BEGIN PRIVATE KEY-----\n${what}\n-----END PRIVATE KEY-----\n`
let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'claudework-pem-')) })
afterEach(() => { rmSync(folder, { recursive: true, force: true }) })

it('A66 a key that is given as text is in a file of ours alone, and in no settings', () => {
  const files = createPemFiles(join(folder, 'engines'))
  const given = { memoryMiB: 512, engine: { type: 'tcp', host: 'box', port: 2376, tls: { ca: '/etc/ca.pem', cert: pem('cert'), key: pem('canary') } } }
  const kept = files.stored('one', given)
  expect(JSON.stringify(kept)).not.toContain('canary')
  const engine = dockerConfig.parse(kept).engine
  if (engine?.type !== 'tcp' || !engine.tls) throw new Error('the engine is gone from the settings')
  expect(engine.tls.ca).toBe('/etc/ca.pem')
  expect(readFileSync(engine.tls.key, 'utf8')).toBe(pem('canary'))
  expect(statSync(engine.tls.key).mode & 0o777).toBe(0o600)
  // What was listed can be given back as it is.
  expect(files.stored('one', kept)).toEqual(kept)
  const { key } = engine.tls
  files.forget('one')
  expect(() => readFileSync(key)).toThrow(/ENOENT/)
})
