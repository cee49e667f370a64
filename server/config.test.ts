import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('nothing set, or set to nothing, is what docs/SETUP.md says', () => {
  const usual = { port: 4600, origin: null, token: null, gitProtocols: ['https', 'ssh'], cloneStallSeconds: 60, rescueMost: 8_192 * 1024 ** 2, logLevel: 'info' }
  expect(readConfig({})).toMatchObject(usual)
  const everyName = [...readFileSync('docs/SETUP.md', 'utf8').matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name = '']) => name)
  expect(everyName).toContain('CLAUDEWORK_DATA_DIR')
  expect(readConfig(Object.fromEntries([...everyName, 'XDG_DATA_HOME', 'DOCKER_HOST'].map((name) => [name, ''])))).toEqual(readConfig({}))
  expect(readConfig({ XDG_DATA_HOME: '/data' }).dataDir).toBe('/data/claudework')
})

test.each([
  ['PORT', '70000', 'a number from 0 to 65535'],
  ['PORT', 'http', 'a number from 0 to 65535'],
  ['CLAUDEWORK_ORIGIN', 'https://box.example.net/path', 'scheme, host and port alone'],
  ['CLAUDEWORK_TOKEN', 'short', 'at least 16 characters'],
  ['CLAUDEWORK_GIT_PROTOCOLS', 'https,ext', '"ext" is none of them'],
  ['CLAUDEWORK_CLONE_STALL_S', '0', 'whole seconds from 1 to 3600'],
  ['CLAUDEWORK_RESCUE_MAX_MIB', '-1', 'a number of MiB'],
  ['DATABASE_URL', 'postgres://box/rows', 'file:/path, libsql://host or http://host'],
  ['DOCKER_HOST', 'box:2375', 'tcp://host:port'],
  ['DOCKER_HOST', 'tcp://', 'tcp://host:port'],
  ['DOCKER_HOST', 'unix://docker.sock', 'unix:///path'],
  ['DOCKER_HOST', 'ssh://', 'ssh://user@host'],
  ['CLAUDEWORK_LOG_LEVEL', 'loud', 'one of trace, debug, info'],
  ['PORT', '80 81', 'a number from 0 to 65535'],
  ['CLAUDEWORK_CLONE_STALL_S', 'soon', 'whole seconds from 1 to 3600'],
])('%s=%s is refused with what it takes', (name, value, takes) => {
  expect(() => readConfig({ [name]: value })).toThrow(expect.objectContaining({ message: expect.stringContaining(`${name} takes `) as string }))
  expect(() => readConfig({ [name]: value })).toThrow(takes)
})

test.each(['0.0.0.0', '::', '192.168.1.7', '10.0.0.1', 'box.example.net', '*', '127.0.0.1.evil.example', '0'])('A09 A28 CLAUDEWORK_HOST=%s is refused: TLS is a proxy\'s on this machine', (host) => {
  expect(() => readConfig({ CLAUDEWORK_HOST: host })).toThrow(/^CLAUDEWORK_HOST takes a loopback address, .* Put a TLS proxy in front and set CLAUDEWORK_ORIGIN instead\.$/)
})
