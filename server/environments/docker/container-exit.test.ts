import { expect, test } from 'vitest'
import type { ContainerInspectInfo } from '../../docker/containers.ts'
import { exitOf, type ExitKnowledge } from './container-exit.ts'

const at = Date.parse('2026-03-01T12:00:00Z')
const ended: ContainerInspectInfo['State'] = {
  Status: 'exited', Running: false, Paused: false, Restarting: false, OOMKilled: false, Dead: false, Pid: 0, ExitCode: 0, Error: '', StartedAt: '', FinishedAt: '2026-03-01T12:00:00.123456789Z',
}
const nothing: ExitKnowledge = { asked: null, outages: [], engineStartedAt: at - 3_600_000 }
const restarted: ExitKnowledge = { ...nothing, engineStartedAt: at + 600_000 }
const during: ExitKnowledge = { asked: null, engineStartedAt: null, outages: [{ from: at - 1_000, to: at + 5_000 }] }

test.each([
  { name: 'what we asked for', state: { ExitCode: 143 }, knows: { ...nothing, asked: 'stopped by sweeper' as const }, cause: 'stopped by sweeper' },
  { name: 'memory', state: { ExitCode: 137, OOMKilled: true }, knows: nothing, cause: 'oom-killed' },
  { name: 'memory while the engine was away', state: { ExitCode: 137, OOMKilled: true }, knows: during, cause: 'oom-killed' },
  { name: 'F22 engine killed', state: { ExitCode: 143 }, knows: during, cause: 'stopped by engine' },
  { name: 'F29 a way to the engine that was cut, while the engine ran on', state: { ExitCode: 143 }, knows: { ...during, engineStartedAt: at - 3_600_000 }, cause: 'stopped from outside' },
  { name: 'an outage long ago', state: { ExitCode: 143 }, knows: { ...during, outages: [{ from: at - 90_000, to: at - 60_000 }] }, cause: 'stopped from outside' },
  { name: 'F22 engine restarted while nobody looked', state: { ExitCode: 143 }, knows: restarted, cause: 'stopped by engine' },
  { name: 'F22 engine killed while nobody looked', state: { ExitCode: 255 }, knows: restarted, cause: 'stopped by engine' },
  { name: 'an engine that does not show when it was started', state: { ExitCode: 143 }, knows: { ...nothing, engineStartedAt: null }, cause: 'stopped from outside' },
  { name: 'a crash before the engine restarted', state: { ExitCode: 139 }, knows: restarted, cause: 'crashed' },
  { name: 'F26 docker kill', state: { ExitCode: 137 }, knows: nothing, cause: 'stopped from outside' },
  { name: 'F26 docker stop', state: { ExitCode: 0 }, knows: nothing, cause: 'stopped from outside' },
  { name: 'F18 supervisor crashed', state: { ExitCode: 139 }, knows: nothing, cause: 'crashed' },
])('$name', ({ state, knows, cause }) => {
  expect(exitOf({ ...ended, ...state }, knows)).toMatchObject({ cause, at: '2026-03-01T12:00:00.123Z' })
})

test('a container that never ran has not ended', () => {
  expect(exitOf({ ...ended, FinishedAt: '0001-01-01T00:00:00Z' }, nothing)).toBeNull()
})
