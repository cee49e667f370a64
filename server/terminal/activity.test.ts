import { describe, it } from 'vitest'
import { runningSupervisor } from './testing/running-supervisor.ts'

describe('what a supervisor says of the processes below its terminals', () => {
  it('F46: a job that sleeps below the agent, and that it is gone', async () => {
    await using supervisor = runningSupervisor()
    const link = supervisor.link()
    await link.ready(AbortSignal.timeout(30_000))
    const { id } = await link.open({ id: 's.agent', kind: 'agent', title: 'x', commands: [['/bin/sh', '-c', 'sleep 600 & read line; kill $!; wait; exec cat']], cwd: '/', env: {}, cols: 80, rows: 24 })
    const until = async (holds: (youngest: number | null) => boolean): Promise<void> => {
      for (let end = performance.now() + 10_000; !holds((await link.activity()).youngestAgentChildMs);) {
        if (performance.now() > end) throw new Error('It did not come to that within 10 s.')
      }
    }
    await until((youngest) => youngest !== null)
    await link.write({ terminalId: id, data: Buffer.from('\n') })
    await until((youngest) => youngest === null)
    link.dispose()
  })
})
