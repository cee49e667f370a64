// The service's files, read by systemd itself, and the verbs with a systemctl that writes down what it was asked: a manager of
// services needs a machine of its own. The launchd agent is not run here.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensureSystemdAnalyze } from '../../scripts/provision/systemd.mjs'
import { claudework, type Ran } from '../testing/command-line.ts'
import { serviceEnvironment } from './definition.ts'
import { launchdPlist } from './launchd-plist.ts'
import { systemdEnvironment, systemdUnit } from './systemd-unit.ts'

const folder = mkdtempSync(join(tmpdir(), 'claudework-service-'))
const home = join(folder, 'home of $USER 100%')
const calls = join(folder, 'calls')
const odd = join(folder, 'a "node" of 5% $HOME')
const unit = join(home, '.config/systemd/user/claudework.service')
const environmentFile = join(home, '.config/claudework/service.env')

beforeAll(() => {
  ensureSystemdAnalyze()
  mkdirSync(home)
  writeFileSync(odd, '#!/bin/sh\n')
  chmodSync(odd, 0o755)
  mkdirSync(join(folder, 'bin'))
  writeFileSync(join(folder, 'bin/systemctl'), `#!/bin/sh\necho "$@" >> ${calls}\n`)
  chmodSync(join(folder, 'bin/systemctl'), 0o755)
})
afterAll(() => { rmSync(folder, { recursive: true }) })

describe('the systemd unit', () => {
  it('is understood by systemd, whatever its paths are called', () => {
    const file = join(folder, 'claudework.service')
    writeFileSync(file, systemdUnit({ argv: [odd, '/srv/a b/start.mjs'] }, environmentFile))
    const { stdout, stderr, status } = spawnSync('systemd-analyze', ['verify', '--user', '--man=no', '--recursive-errors=no', file], { encoding: 'utf8', env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: folder } })
    expect({ status, said: `${stdout}${stderr}`.split('\n').filter((line) => line.includes('claudework')) }).toEqual({ status: 0, said: [] })
    // Would it have said something?
    writeFileSync(file, systemdUnit({ argv: [odd] }, environmentFile).replace('KillMode=process', 'KillMode=nothing').replace('/usr/bin/env', '/usr/bin/no-such-env'))
    const wrong = spawnSync('systemd-analyze', ['verify', '--user', '--man=no', '--recursive-errors=no', file], { encoding: 'utf8', env: { ...process.env, HOME: home, XDG_RUNTIME_DIR: folder } })
    expect(wrong.stderr).toMatch(/kill mode/)
    expect(wrong.stderr).toMatch(/not executable/)
  })

  it('leaves the processes of HOST sessions alone when it stops, and when one of them runs out of memory', () => {
    expect(systemdUnit({ argv: ['/bin/true'] }, '/x')).toMatch(/^KillMode=process$[\s\S]*^OOMPolicy=continue$/m)
  })

  it('hands values over as they are', () => {
    const environment = { A: 'plain', B: 'a "quoted" word', C: 'back\\slash', D: '$HOME `x` 100% \'y\'', E: '#x; y' }
    const text = systemdEnvironment(environment)
    // A POSIX shell reads this subset of quoting the same way.
    const read = execFileSync('env', ['-i', '/bin/sh', '-c', `set -a; . "$0"; env`, join(folder, 'read.env')].map((word) => { if (word.endsWith('read.env')) writeFileSync(word, text); return word }), { encoding: 'utf8' })
    for (const [name, value] of Object.entries(environment)) expect(read).toContain(`${name}=${value}\n`)
  })
})

describe('the launchd agent', () => {
  it('names the program and its surroundings, and lets go of what it started', () => {
    const text = launchdPlist({ argv: ['/usr/bin/node', '/a & b/<start>.mjs'], environment: { PORT: '4700' }, logFile: '/tmp/log' })
    expect(text).toContain('<string>/a &amp; b/&lt;start&gt;.mjs</string>')
    expect(text).toMatch(/<key>PORT<\/key>\s*<string>4700<\/string>/)
    expect(text).toMatch(/<key>AbandonProcessGroup<\/key>\s*<true\/>/)
  })
})

describe('serviceEnvironment', () => {
  it('takes what says how claudework runs, and nothing else of the shell', () => {
    expect(serviceEnvironment({ PORT: '1', CLAUDEWORK_TOKEN: 't', CLAUDEWORK_URL: 'u', DOCKER_HOST: 'd', SECRET: 's', PATH: '/bin', HOME: '/h', ANTHROPIC_API_KEY: 'k', LANG: '', DATABASE_URL: 'a\nb' }))
      .toEqual({ PORT: '1', CLAUDEWORK_TOKEN: 't', DOCKER_HOST: 'd', PATH: '/bin', ANTHROPIC_API_KEY: 'k' })
  })
})

describe('claudework service', () => {
  const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, HOME: home, PORT: '4711', CLAUDEWORK_TOKEN: 'a token with $ and %' }
  const run = (...argv: string[]): Promise<Ran> => claudework(['service', ...argv], env)

  it.runIf(process.platform === 'linux')('installs, starts, stops and uninstalls, and says so', async () => {
    expect(await run('start')).toMatchObject({ code: 1, stderr: expect.stringContaining('not installed') as string })
    expect((await run('install', '--print')).stdout.toString()).toContain('KillMode=process')
    expect(existsSync(unit)).toBe(false)
    expect(await run('install')).toMatchObject({ code: 0, stdout: Buffer.from('claudework: installed and started; "claudework login" prints a sign-in link\n') })
    expect(readFileSync(unit, 'utf8')).toMatch(/^ExecStart=\/usr\/bin\/env "\/.*node" "\/.*start\.mjs"$/m)
    expect(readFileSync(environmentFile, 'utf8')).toContain('PORT="4711"\n')
    for (const file of [unit, environmentFile]) expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(await run('status')).toMatchObject({ code: 0, stdout: Buffer.from('installed, running\n') })
    expect(await run('stop')).toMatchObject({ code: 0, stdout: Buffer.from('claudework: stopped; sessions go on\n') })
    expect(await run('restart', '--json')).toMatchObject({ code: 0, stdout: Buffer.from('{"ok":true}\n') })
    expect(await run('uninstall')).toMatchObject({ code: 0 })
    expect([unit, environmentFile].filter((path) => existsSync(path))).toEqual([])
    expect(await run('uninstall')).toMatchObject({ code: 0 })
    expect(readFileSync(calls, 'utf8').split('\n').filter((line) => !line.includes('is-active'))).toEqual([
      '--user daemon-reload', '--user enable claudework.service', '--user restart claudework.service', '--user stop claudework.service', '--user restart claudework.service',
      '--user disable --now claudework.service', '--user daemon-reload', '--user daemon-reload', '',
    ])
    expect(await run('frob')).toMatchObject({ code: 2 })
  })

  it.runIf(process.platform === 'linux')('says what to do where there is no systemd', async () => {
    const without = await claudework(['service', 'install'], { ...env, PATH: '/nowhere', HOME: mkdtempSync(join(folder, 'bare-')) })
    expect(without).toMatchObject({ code: 1, stderr: expect.stringMatching(/systemctl could not be run.*claudework serve/) as string })
  })
})
