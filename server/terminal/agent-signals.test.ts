import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SupervisorLink, TerminalInfo } from './link.ts'
import { cuttable, runningSupervisor, type RunningSupervisor } from './testing/running-supervisor.ts'

let supervisor: RunningSupervisor
beforeAll(() => { supervisor = runningSupervisor() })
afterAll(() => supervisor[Symbol.asyncDispose]())

async function connected(deps: Parameters<RunningSupervisor['link']>[0] = {}) {
  const link = supervisor.link(deps)
  const heard: string[] = []
  link.onHook(({ payload }, late) => heard.push(`${late ? 'late ' : ''}${payload}`))
  await link.ready(AbortSignal.timeout(30_000))
  return { link, heard, [Symbol.dispose]: () => { link.dispose() } }
}

let opened = 0
function agent(link: SupervisorLink, script: string): Promise<TerminalInfo> {
  return link.open({ id: `s.${String(++opened)}`, kind: 'agent', title: 'x', commands: [['/bin/sh', '-c', script]], cwd: '/', env: {}, cols: 80, rows: 24 })
}

function terminalWhen(link: SupervisorLink, id: string, holds: (terminal: TerminalInfo) => boolean): Promise<TerminalInfo> {
  return new Promise((resolve) => {
    const look = (): void => {
      const found = link.terminals().find((terminal) => terminal.id === id)
      if (!found || !holds(found)) return
      stop()
      resolve(found)
    }
    const stop = link.onTerminals(look)
    look()
  })
}

const report = async (link: SupervisorLink, event: string): Promise<void> => {
  const { status } = await fetch(link.hookUrl ?? '', { method: 'POST', body: JSON.stringify({ e: event }) })
  expect(status).toBe(200)
}

describe('what an agent\'s hooks say', () => {
  it('arrives once and in its order, also what was said while no server was there', async () => {
    const { connect, cut } = cuttable(supervisor.socket)
    using first = await connected({ connect })
    await agent(first.link, 'exec cat')
    await report(first.link, 'one')
    await expect.poll(() => first.heard).toEqual(['{"e":"one"}'])
    const lost = new Promise<void>((resolve) => { first.link.onState((state) => { if (state === 'lost') resolve() }) })
    cut()
    await lost
    await report(first.link, 'two')
    await first.link.ready(AbortSignal.timeout(30_000))
    await report(first.link, 'three')
    await expect.poll(() => first.heard).toHaveLength(3)
    expect(first.heard.map((line) => line.replace('late ', ''))).toEqual(['{"e":"one"}', '{"e":"two"}', '{"e":"three"}'])
    using second = await connected()
    expect(second.heard).toEqual(['late {"e":"one"}', 'late {"e":"two"}', 'late {"e":"three"}'])
  })

  it('is void once another agent was started', async () => {
    using first = await connected()
    await agent(first.link, 'exec cat')
    await report(first.link, 'old')
    await agent(first.link, 'exec cat')
    using second = await connected()
    expect(second.heard).toEqual([])
  })
})

describe('what a program says beside what it prints', () => {
  it('OSC 7501: what is waited for, and the parts that are at work', async () => {
    using world = await connected()
    const { id } = await agent(world.link, String.raw`printf '\033]7501;state=blocked:kind=question:msg=V2h5Pw==\007\033]7501;state=working:id=a\007\033]7501;state=working:id=b\007\033]7501;state=done:id=a\007'; exec cat`)
    const { program } = await terminalWhen(world.link, id, ({ busyParts }) => busyParts.join() === 'b')
    expect(program).toMatchObject({ state: 'waiting', blockedBy: 'question', message: 'Why?' })
  })

  it('OSC 9 and 777, and no progress bar', async () => {
    using world = await connected()
    const { id } = await agent(world.link, String.raw`printf '\033]9;needs you\007\033]9;4;3;50\007\033]777;notify;Claude;your turn; now\033\\'; exec cat`)
    const { notice } = await terminalWhen(world.link, id, (terminal) => terminal.notice?.count === 2)
    expect(notice?.text).toBe('Claude: your turn; now')
  })
})

describe('a question to a program', () => {
  const ask = (link: SupervisorLink, script: string) => link.ask({ commands: [['no-such-program'], ['/bin/sh', '-c', script]], cwd: '/', env: { WHAT: 'known' } })

  it('is answered with what it prints and its exit code', async () => {
    using world = await connected()
    expect(await ask(world.link, 'echo $WHAT; exit 3')).toEqual({ code: 3, output: 'known\n' })
  })

  it('A84: a program that never stops printing is ended, and one that leaves a child with its output does not hold it up', async () => {
    using world = await connected()
    expect((await ask(world.link, 'yes')).code).toBeNull()
    expect(await ask(world.link, 'sleep 100 & echo said')).toEqual({ code: 0, output: 'said\n' })
  })

  it('is refused where the program does not exist', async () => {
    using world = await connected()
    await expect(world.link.ask({ commands: [['no-such-program']], cwd: '/', env: {} })).rejects.toThrow('no-such-program')
  })
})
