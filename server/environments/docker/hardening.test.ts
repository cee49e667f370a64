import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ContainerCreateOptions } from '../../docker/containers.ts'
import type { Place } from '../adapter.ts'
import { namesOf } from './docker-state.ts'
import { forbiddenIn, limitsFor } from './hardening.ts'
import { cloneHelper, sessionContainer } from './session-container.ts'

const signingKey = Buffer.alloc(32, 7)
const gibibyte = 1024 ** 3

const place: Place = {
  sessionId: '0123456789abcdef', name: 'My session', repoUrl: 'https://git.example.net/a.git', branch: 'main', state: null,
  environment: { id: 'e1', name: 'Docker', kind: 'DOCKER', config: {}, isDefault: true },
}

function container(of: Place = place, image = 'sha256:aa'): ContainerCreateOptions {
  return sessionContainer({ place: of, state: namesOf(of.sessionId), image, runtimeVolume: 'claudework-rt-aa-x64', limits: limitsFor({ memory: 8 * gibibyte }), signingKey })
}

test('A61 A64 A71 A72 the whole of a session\'s container', () => {
  expect(container()).toEqual({
    name: 'claudework-0123456789abcdef',
    Image: 'sha256:aa',
    User: '1000:1000',
    WorkingDir: '/workspace',
    Entrypoint: ['/opt/claudework/lib/loader'],
    Cmd: [
      '--library-path', '/opt/claudework/lib', '/opt/claudework/bin/node', '/opt/claudework/app/supervisor.cjs',
      '{"socket":"/run/claudework/supervisor.sock","state":"/state","launch":["/opt/claudework/lib/loader","--library-path","/opt/claudework/lib","/opt/claudework/bin/node"],"gitSocket":"/run/claudework/git.sock","sshSocket":"/run/claudework/ssh-agent.sock"}',
    ],
    Env: ['HOME=/state/home', 'LANG=C.UTF-8', 'GLIBC_TUNABLES=glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=131072:glibc.malloc.trim_threshold=131072'],
    Labels: {
      'claudework.session': '0123456789abcdef',
      'claudework.agent': '',
      'claudework.instance': '4bb06f8e4e3a7715',
      'claudework.name': 'My session',
      'claudework.repository': 'https://git.example.net/a.git',
      'claudework.branch': 'main',
      'claudework.environment': 'e1',
      'claudework.signature': expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    },
    StopTimeout: 10,
    HostConfig: {
      Init: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: 4 * gibibyte,
      MemorySwap: 4 * gibibyte,
      PidsLimit: 2048,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } },
      RestartPolicy: { Name: 'no' },
      NetworkMode: 'claudework',
      Mounts: [
        { Type: 'volume', Source: 'claudework-0123456789abcdef-work', Target: '/workspace', ReadOnly: false, VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } } },
        { Type: 'volume', Source: 'claudework-0123456789abcdef-state', Target: '/state', ReadOnly: false, VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } } },
        { Type: 'volume', Source: 'claudework-rt-aa-x64', Target: '/opt/claudework', ReadOnly: true, VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } } },
      ],
      Tmpfs: { '/run/claudework': 'mode=0700,uid=1000,gid=1000' },
    },
  })
})

const places = fc.record({
  sessionId: fc.stringMatching(/^[0-9a-f]{32}$/),
  name: fc.string({ maxLength: 100 }),
  repoUrl: fc.string({ maxLength: 200 }),
  branch: fc.option(fc.string({ maxLength: 100 })),
  state: fc.constant(null),
  environment: fc.record({ id: fc.string(), name: fc.string(), kind: fc.constant('DOCKER' as const), config: fc.dictionary(fc.string(), fc.jsonValue()), isDefault: fc.boolean() }),
})

test('A61 no session, whatever it is called and wherever its repository is, gets a forbidden field', () => {
  fc.assert(fc.property(places, (any) => {
    const helper = cloneHelper({ place: any, state: namesOf(any.sessionId), sessionImage: 'sha256:aa', limits: limitsFor({ memory: gibibyte }), signingKey, gitProtocols: ['https'], stallSeconds: 60, partialClone: false, proxies: {}, passwordOrigin: 'https://git.example.net', asksAgent: true })
    expect(forbiddenIn(container(any))).toBeNull()
    expect(forbiddenIn(helper)).toBeNull()
    // Only labels and the clone's own variables hold what a person typed.
    const { Labels: _labels, ...rest } = container(any)
    const { Labels: _others, ...expected } = container({ ...place, sessionId: any.sessionId })
    expect(rest).toEqual(expected)
  }))
})

describe('A61 A62 A63 A64 A74 a container with any of these is not made', () => {
  const host: [string, unknown][] = [
    ['Privileged', true], ['Binds', ['/:/host']], ['Devices', [{}]], ['DeviceRequests', [{}]], ['DeviceCgroupRules', ['a *:* rwm']], ['CapAdd', ['SYS_ADMIN']],
    ['PidMode', 'host'], ['IpcMode', 'host'], ['UTSMode', 'host'], ['UsernsMode', 'host'], ['CgroupnsMode', 'host'], ['CgroupParent', '/'], ['VolumesFrom', ['other']],
    ['VolumeDriver', 'x'], ['Runtime', 'other'], ['Sysctls', {}], ['ExtraHosts', ['a:1']], ['GroupAdd', ['docker']], ['Links', ['a']], ['OomKillDisable', true], ['OomScoreAdj', -1000],
    ['PublishAllPorts', true], ['PortBindings', {}], ['StorageOpt', {}], ['Ulimits', []], ['MaskedPaths', []], ['ReadonlyPaths', []], ['AutoRemove', true], ['ContainerIDFile', '/x'],
    ['CapDrop', []], ['CapDrop', ['ALL', 'x']], ['SecurityOpt', ['seccomp=unconfined']], ['SecurityOpt', ['no-new-privileges', 'apparmor=unconfined']],
    ['NetworkMode', 'host'], ['NetworkMode', 'bridge'], ['NetworkMode', 'container:other'], ['NetworkMode', undefined],
    ['Mounts', [{ Type: 'bind', Source: '/var/run/docker.sock', Target: '/x' }]], ['Mounts', [{ Type: 'volume', Source: 'other', Target: '/x' }]], ['Mounts', [{ Type: 'npipe', Source: 'claudework-x', Target: '/x' }]],
  ]
  test.each(host)('HostConfig.%s = %j', (name, value) => {
    const options = container()
    expect(forbiddenIn({ ...options, HostConfig: { ...options.HostConfig, [name]: value } })).toBe(`HostConfig.${name}`)
  })

  test.each([['ExposedPorts', {}], ['Volumes', {}], ['NetworkingConfig', {}], ['OnBuild', []], ['Healthcheck', {}], ['MacAddress', 'x'], ['Tty', true]])('%s', (name, value) => {
    expect(forbiddenIn({ ...container(), [name]: value })).toBe(name)
  })

  test.each(['-v', '--privileged', '', ' x'])('image %j', (image) => {
    expect(forbiddenIn({ ...container(), Image: image })).toBe('Image')
  })
})

describe('limits', () => {
  test('memory is half of a small host and 8 GiB of a large one', () => {
    expect(limitsFor({ memory: 2 * gibibyte }).memory).toBe(gibibyte)
    expect(limitsFor({ memory: 64 * gibibyte }).memory).toBe(8 * gibibyte)
  })

  test('an environment\'s own settings count', () => {
    expect(limitsFor({ memory: 64 * gibibyte }, { memoryMiB: 3 * 1024, cpus: 1.5, pids: 64 })).toEqual({ memory: 3 * gibibyte, nanoCpus: 1_500_000_000, pids: 64 })
  })
})
