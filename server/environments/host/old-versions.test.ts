import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pino } from 'pino'
import { createOldVersions } from './old-versions.ts'
import { placeSupervisorFiles } from './host-supervisor.ts'

const id = (digit: number): string => String(digit).repeat(16)
const anHourAgo = new Date(Date.now() - 3_600_000)
const log = pino({ level: 'silent' })

let folder: string
let running: ChildProcess[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'claudework-versions-'))
  running = []
})
afterEach(async () => {
  await end()
  rmSync(folder, { recursive: true, force: true })
})

const runtime = (name: string): string => join(folder, 'data/runtime', name)
const supervisors = (name: string): string => join(folder, 'data/supervisors', name)

function made(version: string, age = anHourAgo): string {
  mkdirSync(version, { recursive: true })
  copyFileSync('/bin/sleep', join(version, 'node'))
  writeFileSync(join(version, 'supervisor.sh'), 'sleep 600 & wait\n')
  utimesSync(version, age, age)
  return version
}

async function run(program: string, argv: string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const child = spawn(program, argv, { stdio: 'ignore', detached: true, env: { PATH: process.env['PATH'], ...env } })
  running.push(child)
  await once(child, 'spawn')
}

async function end(): Promise<void> {
  await Promise.all(running.splice(0).map(async (child) => {
    const gone = once(child, 'exit')
    process.kill(-(child.pid ?? 0), 'SIGKILL')
    await gone
  }))
}

describe.runIf(process.platform === 'linux')('programs of other versions', () => {
  const versions = (dataDir = join(folder, 'data')): ReturnType<typeof createOldVersions> => createOldVersions({ dataDir, supervisorDir: join(folder, 'supervisor'), node: join(runtime(id(0)), 'node') })

  beforeEach(() => {
    mkdirSync(join(folder, 'supervisor'))
    writeFileSync(join(folder, 'supervisor/supervisor.cjs'), 'ours')
  })

  test('stay for as long as anything runs from them, and go when nothing does', async () => {
    const ours = [made(runtime(id(0))), placeSupervisorFiles(join(folder, 'supervisor'), join(folder, 'data/supervisors'))]
    const used = [made(runtime(id(1))), made(supervisors(id(2))), made(supervisors(id(3)))]
    const [program = '', script = '', helper = ''] = used
    await run(join(program, 'node'), ['600'])
    await run('sh', [join(script, 'supervisor.sh')])
    // A shell's git asks the helper that its variables name.
    await run('sleep', ['600'], { GIT_CONFIG_VALUE_0: `node ${helper}/git-credential.cjs` })
    const unused = [made(supervisors(id(4))), made(supervisors(`${id(5)}.123.partial`)), made(runtime(`${id(6)}.gone`))]
    const others = [made(runtime('compile-cache')), made(runtime(id(7)), new Date())]

    versions().retire(log)
    expect([...ours, ...used, ...others].filter((path) => !existsSync(path))).toEqual([])
    expect(unused.filter((path) => existsSync(path))).toEqual([])

    await end()
    expect(versions().unused(anHourAgo.getTime()).sort()).toEqual([...used].sort())
    for (const path of used) versions().remove(path)
    expect(used.filter((path) => existsSync(path))).toEqual([])
    expect([...ours, ...others].filter((path) => !existsSync(path))).toEqual([])
  })

  test('are known under the real name of their folder too', async () => {
    const used = made(runtime(id(1)))
    symlinkSync(join(folder, 'data'), join(folder, 'linked'))
    await run(join(used, 'node'), ['600'])
    expect(versions(join(folder, 'linked')).unused(Date.now())).toEqual([])
  })

  test('are the only folders that are removed', () => {
    const session = join(folder, 'data/sessions', id(8))
    mkdirSync(session, { recursive: true })
    versions().remove(session)
    expect(existsSync(session)).toBe(true)
  })
})
