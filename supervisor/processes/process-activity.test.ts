import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { ProcessWatch, type Root } from './process-activity.ts'
import { terminalVariable } from './process-tree.ts'

const started: ChildProcess[] = []

/** A program as a terminal runs it: leader of its own session, with the marker in its environment. */
async function program(script: string): Promise<Root> {
  return (await programThat(script)).root
}

async function programThat(script: string): Promise<{ root: Root; said: string }> {
  const terminalId = randomUUID()
  const child = spawn('/bin/bash', ['-c', script], { detached: true, stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, [terminalVariable]: terminalId } })
  started.push(child)
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return { root: { pid: child.pid ?? 0, terminalId, agent: true }, said: said.toString() }
}

afterEach(() => {
  for (const { pid } of started.splice(0)) if (pid !== undefined) process.kill(-pid, 'SIGKILL')
})

/** Looks again and again, with the clock moved by hand, until it says what is waited for. */
async function until(look: () => boolean): Promise<void> {
  const end = performance.now() + 10_000
  while (!look()) {
    if (performance.now() > end) throw new Error('It did not come to that within 10 s.')
    await new Promise((resolve) => { setImmediate(resolve) })
  }
}

describe('what runs below a terminal', () => {
  it('F46: a child that sleeps is seen with its age, at no CPU', async () => {
    const root = await program('sleep 600 & echo ready; wait')
    let now = 0
    const watch = new ProcessWatch(() => [root], () => now)
    expect(watch.look().childCpuPerMille).toBeNull()
    now = 60_000
    const { childCpuPerMille, youngestAgentChildMs } = watch.look()
    expect(childCpuPerMille).toBe(0)
    expect(youngestAgentChildMs).toBeLessThan(10_000)
  })

  it('no child: nothing is young, and the program itself does not count, however busy', async () => {
    const root = await program('echo ready; while :; do :; done')
    let now = 0
    const watch = new ProcessWatch(() => [root], () => now)
    watch.look()
    now = 5_000
    expect(watch.look()).toEqual({ childCpuPerMille: 0, youngestAgentChildMs: null })
  })

  it('F46: a busy child is seen', async () => {
    const root = await program('(while :; do :; done) & echo ready; wait')
    let now = 0
    const watch = new ProcessWatch(() => [root], () => now)
    watch.look()
    await until(() => {
      now += 5_000
      return (watch.look().childCpuPerMille ?? 0) > 0
    })
  })

  it('F46: so are many short ones, by the time that was waited for', async () => {
    const root = await program('echo ready; while :; do (for i in {1..2000}; do :; done); done')
    let now = 0
    const watch = new ProcessWatch(() => [root], () => now)
    watch.look()
    await until(() => {
      now += 5_000
      return (watch.look().childCpuPerMille ?? 0) > 0
    })
  })

  it('F46: so is one that left its session and its parents', async () => {
    const { root, said } = await programThat('(setsid bash -c "echo \\$\\$; exec sleep 600" &) ; exec sleep 601')
    try {
      expect(new ProcessWatch(() => [root]).look().youngestAgentChildMs).not.toBeNull()
    } finally {
      process.kill(Number(said), 'SIGKILL')
    }
  })

  it('a child of another terminal is none of the agent', async () => {
    const agent = await program('echo ready; read x')
    const shell = { ...(await program('sleep 600 & echo ready; wait')), agent: false }
    expect(new ProcessWatch(() => [agent, shell]).look().youngestAgentChildMs).toBeNull()
  })

  it('the CPU is that of the last minute, not of all time', async () => {
    const root = await program('bash -c "while [ \\$((++i)) -lt 300000 ]; do :; done; echo ready; exec sleep 600" & wait')
    let now = 0
    const watch = new ProcessWatch(() => [root], () => now)
    watch.look()
    for (now = 10_000; now <= 120_000; now += 20_000) expect(watch.look().childCpuPerMille).toBe(0)
  })
})
