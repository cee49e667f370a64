import { describe, expect, it } from 'vitest'
import { dockerConfig, hostConfig } from './environment.ts'

const pem = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n'
const tls = { ca: '/etc/engine/ca.pem', cert: pem, key: '/etc/engine/key.pem' }

describe('the settings of an environment', () => {
  it.each([
    { type: 'unix', path: '/run/user/1000/docker.sock' },
    { type: 'tcp', host: 'box.example.net', port: 2376, tls },
    { type: 'tcp', host: '127.0.0.1', port: 2375 },
    { type: 'tcp', host: '[::1]', port: 2375 },
    { type: 'ssh', host: 'box.example.net' },
    { type: 'ssh', host: '10.1.2.3', port: 2222, user: 'me', identityFile: '/home/me/.ssh/engine' },
  ])('take an engine at $type', (engine) => {
    expect(dockerConfig.safeParse({ engine }).success).toBe(true)
  })

  it.each([
    { why: 'another machine without TLS', engine: { type: 'tcp', host: 'box.example.net', port: 2375 }, says: /needs TLS/ },
    { why: 'a host that ssh would take for an option', engine: { type: 'ssh', host: '-oProxyCommand=id' }, says: /host name/ },
    { why: 'a user that ssh would take for an option', engine: { type: 'ssh', host: 'box', user: '-l' }, says: /user name/ },
    { why: 'a relative socket', engine: { type: 'unix', path: 'docker.sock' }, says: /absolute path/ },
    { why: 'a key that is neither a path nor PEM', engine: { type: 'tcp', host: 'box', port: 2376, tls: { ...tls, key: 'secret' } }, says: /PEM/ },
  ])('refuse $why', ({ engine, says }) => {
    const parsed = dockerConfig.safeParse({ engine })
    expect(parsed.error?.issues.map(({ message }) => message).join()).toMatch(says)
  })

  it('take an image or a Dockerfile, not both', () => {
    const dockerfile = 'FROM claudework-session\nRUN echo hello\n'
    expect(dockerConfig.safeParse({ dockerfile }).success).toBe(true)
    expect(dockerConfig.safeParse({ dockerfile, image: 'node:22' }).error?.issues[0]?.message).toMatch(/not both/)
    expect(dockerConfig.safeParse({ dockerfile: 'RUN echo' }).error?.issues[0]?.message).toMatch(/FROM/)
  })

  it('of HOST have none of an engine', () => {
    expect(hostConfig.safeParse({ setupCommand: 'npm ci', permissionMode: 'plan', credentials: 'session' }).success).toBe(true)
    for (const name of ['engine', 'image', 'network', 'pids']) expect(hostConfig.safeParse({ [name]: 'open' }).success).toBe(false)
  })
})
