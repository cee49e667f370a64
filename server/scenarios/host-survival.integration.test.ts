// HOST sessions against what ends a service as a whole, and against programs of theirs that do not want to end.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentTerminal, runningSession } from '../../e2e/fixtures/sessions.ts'
import { startChildServer, type ChildServer } from '../testing/child-server.ts'
import { counting, expectWholeCount } from '../testing/counting.ts'
import { makeServiceGroup, signalled, type ServiceGroup } from '../testing/service-group.ts'
import { makeSmallRepository } from '../testing/test-server.ts'

const made = new AsyncDisposableStack()
let service: ServiceGroup
let server: ChildServer
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'claudework-survival-'))
  made.defer(() => { rmSync(folder, { recursive: true, force: true }) })
  service = made.use(makeServiceGroup())
  // What a user manager does for `systemd-run --scope`: a control group beside the service's, and the very same process in it.
  service.program('systemd-run', `for a; do case $a in --unit=*) mkdir -p ${service.manager}/\${a#--unit=} && echo $$ > ${service.manager}/\${a#--unit=}/cgroup.procs;; esac; done
while [ "$1" != -- ]; do shift; done
shift
exec "$@"`)
  server = made.use(await startChildServer(service.asService))
})
afterAll(() => made.disposeAsync())

const hostSession = async (name: string): Promise<string> => (await runningSession(server.client, 'HOST', { name, repoUrl: makeSmallRepository() })).id

describe('F11 F35 a HOST session', () => {
  test('outlives a killer of the whole control group and process group that its server is in', async () => {
    const id = await hostSession('Of a service')
    using shell = await agentTerminal(server.client, id)
    await shell.type(counting)
    const pid = (await shell.until(/pid-(\d+)\r/))[1] ?? ''
    await shell.until('tick-20\r')
    expect(service.members()).toContain(server.pid())
    expect(service.members()).not.toContain(Number(pid))
    const gone = server.kill('SIGKILL')
    for (const one of service.members()) signalled(one, 'SIGKILL')
    signalled(-server.pid(), 'SIGKILL')
    await gone
    await expect.poll(() => service.members()).toEqual([])
    await server.start(service.asService)
    await shell.until(/tick-\d+5\r/)
    await expectWholeCount(shell)
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
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').trim() !== '').toBe(true)
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
