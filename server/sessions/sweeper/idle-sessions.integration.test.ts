import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { runningSupervisor } from '../../terminal/testing/running-supervisor.ts'
import { createOperations } from '../operations/operations.ts'
import { systemClock } from './clock.ts'
import { createIdleSessions, type IdleCandidate } from './idle-sessions.ts'

describe('an idle session with a real supervisor', () => {
  it('REQ-003: a job in its foreground keeps it; at its prompt it gets notice and is stopped', async () => {
    await using supervisor = runningSupervisor()
    const link = supervisor.link()
    await link.ready(AbortSignal.timeout(30_000))
    const { id } = await link.open({ id: 's.agent', kind: 'agent', title: 'x', commands: [['/bin/sh', '-i']], cwd: '/', env: { PS1: '$ ' }, cols: 80, rows: 24 })

    let running = true
    const seen: string[] = []
    const waiting = new Set<() => void>()
    const session: IdleCandidate = { id: 's', agent: { reporting: 'processes', shell: true }, pinned: false, idleTimeoutMinutes: 0.1, conversation: null }
    const idle = createIdleSessions({
      clock: systemClock,
      on: true,
      list: () => (running ? [session] : []),
      find: () => (running ? session : null),
      aboutOf: () => ({ reporting: 'processes', shell: true }),
      questionOf: () => Promise.resolve(null),
      linkOf: () => link,
      operations: createOperations(),
      stop: () => {
        running = false
        seen.push('stopped')
        for (const look of waiting) look()
        return Promise.resolve()
      },
      wake: () => Promise.reject(new Error('Nobody typed.')),
      onChange: () => {
        const { notice, because } = idle.viewOf('s')
        const words = `${idle.agentState('s')?.state ?? 'nothing'}${because ? ` (${because})` : ''}${notice ? ', notice' : ''}`
        if (seen.at(-1) !== words) seen.push(words)
        for (const look of waiting) look()
      },
      onFailure: (_, error) => { throw error },
    })
    const until = (holds: () => boolean): Promise<void> => new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
    const notify = (): void => { idle.onLink('s', link) }
    link.onTerminals(notify)
    notify()
    idle.start()

    await link.write({ terminalId: id, data: Buffer.from('sleep 600\n') })
    idle.input('s')
    await until(() => seen.at(-1) === 'working (agent working)')
    // Longer than its timeout: nothing is there to wait for but time itself.
    await delay(7_000)
    expect(seen).not.toContain('stopped')
    await link.write({ terminalId: id, data: Buffer.from('\x03') })
    await until(() => seen.includes('idle, notice'))
    await until(() => seen.includes('stopped'))
    idle.close()
    link.dispose()
  }, 90_000)
})
