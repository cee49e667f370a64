import { describe, expect, it } from 'vitest'
import { checkEnvironment, draftOf, emptyEnvironment } from './environment-draft.ts'

const draft = { ...emptyEnvironment, name: 'Box' }
const configs: Record<string, unknown>[] = [
  {},
  { engine: { type: 'unix', path: '/run/docker.sock' }, image: 'node:22', cpus: 1.5, memoryMiB: 2048, pids: 512, network: 'restricted' },
  { engine: { type: 'tcp', host: 'box.example.net', port: 2376, tls: { ca: '/c/ca.pem', cert: '/c/cert.pem', key: '/c/key.pem' } }, dockerfile: 'FROM claudework-session\nRUN true\n' },
  { engine: { type: 'ssh', host: 'box', user: 'me', port: 22, identityFile: '/k' }, credentials: 'session', sshAgent: true, permissionMode: 'plan', idleTimeoutMinutes: null },
  { idleTimeoutMinutes: 0.5, setupCommand: 'npm ci', env: { ANTHROPIC_BASE_URL: 'http://proxy:8080', TWO: 'a\nb' } },
]

describe('the form of an environment', () => {
  it.each(configs)('gives back the settings that it was filled from: %j', (config) => {
    expect(checkEnvironment(draftOf({ name: 'Box', kind: 'DOCKER', config }))).toEqual({ problems: {}, input: { name: 'Box', kind: 'DOCKER', config } })
  })

  it('says what is wrong at each setting', () => {
    const problemsOf = (changes: Partial<typeof draft>) => checkEnvironment({ ...draft, ...changes }).problems
    expect(Object.keys(problemsOf({ name: ' ' }))).toEqual(['name'])
    expect(Object.keys(problemsOf({ memoryMiB: '1', cpus: 'many', pids: '1.5' })).sort()).toEqual(['cpus', 'memoryMiB', 'pids'])
    expect(Object.keys(problemsOf({ engine: 'unix', socket: 'docker.sock' }))).toEqual(['engine.path'])
    expect(Object.keys(problemsOf({ engine: 'tcp', host: 'box', port: '99999', ca: 'x', cert: '/c', key: '/k' })).sort()).toEqual(['engine.port', 'engine.tls.ca'])
    expect(problemsOf({ engine: 'tcp', host: 'box.example.net', port: '2375', tls: false })['engine.host'] ?? problemsOf({ engine: 'tcp', host: 'box.example.net', port: '2375', tls: false })['engine']).toContain('needs TLS')
    expect(problemsOf({ env: [{ name: 'LD_PRELOAD', value: '' }] })['env']).toContain('not for sessions')
    expect(problemsOf({ env: [{ name: 'A', value: '' }, { name: 'A ', value: '' }] })['env']).toContain('once')
    expect(Object.keys(problemsOf({ source: 'dockerfile', dockerfile: 'RUN true' }))).toEqual(['dockerfile'])
    expect(Object.keys(problemsOf({ idle: 'minutes', idleMinutes: '' }))).toEqual(['idleTimeoutMinutes'])
  })

  it('gives HOST nothing that only containers have', () => {
    const { input } = checkEnvironment({ ...draft, kind: 'HOST', engine: 'unix', socket: '/x', source: 'image', image: 'node', cpus: '2', setupCommand: ' make ' })
    expect(input?.config).toEqual({ setupCommand: 'make' })
  })

  it('keeps a setting that it does not know, so that the server is the one to judge it', () => {
    expect(draftOf({ name: 'Box', kind: 'DOCKER', config: { later: 1, cpus: 2 } })).toMatchObject({ others: { later: 1 }, cpus: '2' })
  })
})
