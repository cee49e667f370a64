import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('nothing set, or set to nothing, is what docs/SETUP.md says', () => {
  const usual = { port: 4600, origin: null, token: null, gitProtocols: ['https', 'ssh'], cloneStallSeconds: 60, rescueMost: 8_192 * 1024 ** 2, logLevel: 'info' }
  expect(readConfig({})).toMatchObject(usual)
  expect(readConfig({ PORT: '', CLAUDEWORK_ORIGIN: '', CLAUDEWORK_TOKEN: '', CLAUDEWORK_LOG_LEVEL: '', CLAUDEWORK_HOST: '' })).toMatchObject(usual)
  expect(readConfig({ XDG_DATA_HOME: '/data' }).dataDir).toBe('/data/claudework')
})

test.each([
  ['PORT', '70000', 'a number from 0 to 65535'],
  ['PORT', 'http', 'a number from 0 to 65535'],
  ['CLAUDEWORK_HOST', '0.0.0.0', 'a loopback address'],
  ['CLAUDEWORK_ORIGIN', 'https://box.example.net/path', 'scheme, host and port alone'],
  ['CLAUDEWORK_TOKEN', 'short', 'at least 16 characters'],
  ['CLAUDEWORK_GIT_PROTOCOLS', 'https,ext', '"ext" is none of them'],
  ['CLAUDEWORK_CLONE_STALL_S', '0', 'whole seconds from 1 to 3600'],
  ['CLAUDEWORK_RESCUE_MAX_MIB', '-1', 'a number of MiB'],
  ['DATABASE_URL', 'postgres://box/rows', 'file:/path, libsql://host or http://host'],
  ['DOCKER_HOST', 'box:2375', 'tcp://host:port'],
  ['CLAUDEWORK_LOG_LEVEL', 'loud', 'one of trace, debug, info'],
])('%s=%s is refused with what it takes', (name, value, takes) => {
  expect(() => readConfig({ [name]: value })).toThrow(expect.objectContaining({ message: expect.stringContaining(`${name} takes `) as string }))
  expect(() => readConfig({ [name]: value })).toThrow(takes)
})
