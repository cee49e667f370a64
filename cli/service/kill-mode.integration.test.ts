// Stopping the service, by what survives: systemd's own part is played after systemd.kill(5), on the control group that the server
// and, where systemd makes no scopes, the supervisors of its sessions are in. The mode is read from the unit that we write.
import { afterEach, describe, expect, test } from 'vitest'
import { agentTerminal, runningSession } from '../../e2e/fixtures/sessions.ts'
import { startChildServer, type ChildServer } from '../../server/testing/child-server.ts'
import { counting, expectWholeCount } from '../../server/testing/counting.ts'
import { makeServiceGroup, signalled, type ServiceGroup } from '../../server/testing/service-group.ts'
import { makeSmallRepository } from '../../server/testing/test-server.ts'
import { systemdUnit } from './systemd-unit.ts'

const ourUnit = systemdUnit({ argv: ['/usr/bin/claudework', 'serve'] }, '/nowhere')

let made = new AsyncDisposableStack()
afterEach(async () => {
  await made.disposeAsync()
  made = new AsyncDisposableStack()
})

describe.runIf(process.platform === 'linux')('F11 stopping the service', () => {
  test('with the unit as we write it ends the server and nothing of its sessions, which go on byte for byte', async () => {
    const { service, server, id } = await startedService()
    using shell = await agentTerminal(server.client, id)
    await shell.type(counting)
    const pid = (await shell.until(/pid-(\d+)\r/))[1] ?? ''
    await shell.until('tick-20\r')
    expect(service.members()).toEqual(expect.arrayContaining([server.pid(), Number(pid)]))
    expect(await stopAsSystemd(ourUnit, service, server)).toBe(0)
    expect(service.members()).not.toContain(server.pid())
    expect(service.members()).toContain(Number(pid))
    await server.start(service.asService)
    await shell.until(/tick-\d+5\r/)
    await expectWholeCount(shell)
    await shell.type('echo same-$$\r')
    await shell.until(`same-${pid}\r`)
  })

  // Would the test above have seen it?
  test.each(['control-group', 'mixed'])('with KillMode=%s would have ended them', async (mode) => {
    const { service, server } = await startedService()
    await stopAsSystemd(ourUnit.replace(/^KillMode=.*$/m, `KillMode=${mode}`), service, server)
    await expect.poll(() => service.members()).toEqual([])
  })
})

async function startedService(): Promise<{ service: ServiceGroup; server: ChildServer; id: string }> {
  const service = made.use(makeServiceGroup())
  service.program('systemd-run', 'echo no user manager here >&2; exit 1')
  const server = made.use(await startChildServer(service.asService))
  const session = await runningSession(server.client, 'HOST', { name: 'Of a service', repoUrl: makeSmallRepository() })
  expect(service.members().length).toBeGreaterThan(2)
  return { service, server, id: session.id }
}

/** systemd.kill(5). Resolves with the main process's exit code; null = a signal ended it. */
async function stopAsSystemd(unit: string, service: ServiceGroup, server: ChildServer): Promise<number | null> {
  // systemd takes the last assignment of a setting, and has its own default without one.
  const mode = [...unit.matchAll(/^KillMode=(.*)$/gm)].at(-1)?.[1] ?? 'control-group'
  if (mode === 'none') return null
  const asked = mode === 'control-group' ? service.members() : [server.pid()]
  const gone = server.kill('SIGTERM')
  for (const pid of asked) if (pid !== server.pid()) signalled(pid, 'SIGTERM')
  const code = await gone
  if (mode === 'control-group' || mode === 'mixed') for (const pid of service.members()) signalled(pid, 'SIGKILL')
  return code
}
