// HOST sessions against what ends a service as a whole, and against programs of theirs that do not want to end.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { agentTerminal, runningSession } from '../e2e/fixtures/sessions.ts'
import { startChildServer, type ChildServer, type ChildStart } from './testing/child-server.ts'
import { counting, expectWhole, stopCounting } from './testing/counting.ts'
import { makeSmallRepository } from './testing/test-server.ts'

// Of the first kind of control groups any hierarchy holds processes together; of the second there is one.
const groups = existsSync('/sys/fs/cgroup/cgroup.controllers') ? '/sys/fs/cgroup' : '/sys/fs/cgroup/pids'
const mine = join(groups, `claudework-test-${String(process.pid)}`)
const unit = join(mine, 'claudework.service')

const made = new AsyncDisposableStack()
let server: ChildServer
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'claudework-units-'))
  made.defer(() => { rmSync(folder, { recursive: true, force: true }) })
  made.defer(async () => { await vi.waitUntil(() => removedGroups(mine), { timeout: 10_000 }) })
  mkdirSync(unit, { recursive: true })
  // What a user manager does for `systemd-run --scope`: a control group beside the service's, and the very same process in it.
  program('systemd-run', `for a; do case $a in --unit=*) mkdir -p ${mine}/\${a#--unit=} && echo $$ > ${mine}/\${a#--unit=}/cgroup.procs;; esac; done
while [ "$1" != -- ]; do shift; done
shift
exec "$@"`)
  program('as-service', `echo $$ > ${unit}/cgroup.procs && exec setsid "$@"`)
  server = made.use(await startChildServer(asService))
})
afterAll(() => made.disposeAsync())

const asService: ChildStart = {
  get under() { return [join(folder, 'as-service')] },
  get env() { return { PATH: `${folder}:${process.env['PATH'] ?? ''}` } },
}

function program(name: string, script: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, name), 0o755)
}

const hostSession = async (name: string): Promise<string> => (await runningSession(server.client, 'HOST', { name, repoUrl: makeSmallRepository() })).id
const inGroup = (group: string): number[] => readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number)

describe('F11 a HOST session', () => {
  test('outlives a killer of the whole control group and process group that its server is in', async () => {
    const id = await hostSession('Of a service')
    using shell = await agentTerminal(server.client, id)
    await shell.type(counting)
    const pid = (await shell.until(/pid-(\d+)/))[1] ?? ''
    await shell.until('tick-20\r')
    expect(inGroup(unit)).toContain(server.pid())
    expect(inGroup(unit)).not.toContain(Number(pid))
    const gone = server.kill('SIGKILL')
    for (const one of inGroup(unit)) killed(one)
    killed(-server.pid())
    await gone
    await expect.poll(() => inGroup(unit)).toEqual([])
    await server.start(asService)
    await shell.until(/tick-\d+5\r/)
    await shell.type(stopCounting)
    await expectWhole(shell)
    await shell.type('echo same-$$\r')
    await shell.until(`same-${pid}\r`)
  })
})

describe('F34 a program of a HOST session is ended by stop', () => {
  test.each([
    { how: 'ignores what asks it to end', command: `sh -c 'trap "" HUP INT TERM; while :; do sleep 1; done' & echo $! > PID` },
    { how: 'calls setsid', command: `setsid sh -c 'echo $$ > PID; trap "" HUP TERM; while :; do sleep 1; done' &` },
    { how: 'forks twice and has another parent', command: `(setsid sh -c 'nohup sh -c "echo \\$\\$ > PID; exec sleep 3600" > /dev/null 2>&1 &' &)` },
    { how: 'forks twice and has forgotten whose it is', command: `(env -i setsid /bin/sh -c '/bin/sh -c "echo \\$\\$ > PID; exec /bin/sleep 3600" > /dev/null 2>&1 &' &)` },
  ])('that $how', async ({ how, command }) => {
    const id = await hostSession(how)
    const file = join(folder, `${id}.pid`)
    using shell = await agentTerminal(server.client, id)
    await shell.type(`${command.replaceAll('PID', file)}\r`)
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').trim() !== '', { timeout: 10_000 }).toBe(true)
    const pid = readFileSync(file, 'utf8').trim()
    expect(runs(pid)).toBe(true)
    await server.client.sessions.stop.mutate({ id })
    expect(runs(pid)).toBe(false)
    await server.client.sessions.remove.mutate({ id })
  })
})

function runs(pid: string): boolean {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : ''
  return stat !== '' && !/\) [ZX] /.test(stat)
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Groups go from the inside out, once their last process is gone. */
function removedGroups(group: string): boolean {
  try {
    for (const name of readdirSync(group, { withFileTypes: true })) if (name.isDirectory()) removedGroups(join(group, name.name))
    rmdirSync(group)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EBUSY') return false
    throw error
  }
}
