// The whole life of a HOST session, in by the API's front door: a real server, git, supervisor and shell.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchOutput } from '../../e2e/fixtures/output.ts'
import { sessionWhen } from '../../e2e/fixtures/sessions.ts'
import { startHostServer, type HostServer } from '../testing/host-server.ts'

type Told = Awaited<ReturnType<HostServer['client']['terminals']['open']['mutate']>>

let test: HostServer
beforeAll(async () => { test = await startHostServer() })
afterAll(async () => { await test[Symbol.asyncDispose]() })

describe('a HOST session', () => {
  it('is created step by step, with the clone where the shell starts', async () => {
    const created = await test.client.sessions.create.mutate({ name: 'Steps', repoUrl: test.repoUrl, branch: 'main', agent: 'shell', environmentId: test.hostId })
    expect(created.status).toBe('creating')
    const session = await sessionWhen(test.client, created.id, ({ status }) => status !== 'creating')
    expect(session).toMatchObject({ status: 'running', statusReason: null, environmentKind: 'HOST', engine: null, containerId: null })
    expect(session.steps.map(({ name, state }) => [name, state])).toEqual([['folder', 'done'], ['clone', 'done'], ['terminal', 'done'], ['agent', 'done']])
    const [terminal] = await test.client.terminals.list.query({ sessionId: created.id })
    expect(terminal).toMatchObject({ kind: 'agent', running: true })
    using shown = watchOutput(test.client, terminal?.id ?? '')
    await test.client.terminals.write.mutate({ terminalId: terminal?.id ?? '', data: 'cat 日本語.txt; git status --short | wc -l; stty size\r' })
    await shown.until('こんにちは')
    await shown.until('0\r\n')
    await test.client.sessions.remove.mutate({ id: created.id })
  })

  it('is changed by what a person may change, and by nothing where nothing is said', async () => {
    const { id, terminalId } = await test.runningShell('Changed')
    expect(await test.client.sessions.update.mutate({ id })).toMatchObject({ name: 'Changed', pinned: false })
    expect(await test.client.sessions.update.mutate({ id, name: '  日本  ', pinned: true, idleTimeoutMinutes: null })).toMatchObject({ name: '日本', pinned: true, idleTimeoutMinutes: null, status: 'running' })
    const told = (await test.client.events.list.query({ sessionId: id })).filter(({ what }) => what === 'change')
    expect(told.map(({ why }) => why)).toEqual(['renamed to "日本", kept running when idle, no idle timeout'])
    await expect(test.client.terminals.update.mutate({ terminalId, title: 'red\u001b[31m' })).rejects.toThrow('A name must not contain line breaks or control characters.')
    expect(await test.client.terminals.update.mutate({ terminalId, title: '日本' })).toMatchObject({ title: '日本', named: true })
    expect(await test.client.terminals.update.mutate({ terminalId, title: '' })).toMatchObject({ title: 'Shell', named: false })
    await test.client.sessions.remove.mutate({ id })
  })

  it('A50: is never larger or smaller than a screen can be, whatever size it is given', async () => {
    const { id, terminalId } = await test.runningShell('Sizes')
    using shown = watchOutput(test.client, terminalId)
    // Nobody types into a screen of two columns.
    await test.client.terminals.write.mutate({ terminalId, data: 'while sleep 0.1; do stty size; done\r' })
    for (const [cols, rows, size] of [[65_535, 65_535, /\n300 500\r/], [0, 0, /\n1 2\r/], [120, 40, /\n40 120\r/]] as const) {
      await test.client.terminals.resize.mutate({ terminalId, cols, rows })
      await shown.until(size)
    }
    for (const cols of [-1, 65_536, 1.5, 1e9]) await expect(test.client.terminals.resize.mutate({ terminalId, cols, rows: 24 })).rejects.toMatchObject({ data: { code: 'BAD_REQUEST' } })
    await test.client.sessions.remove.mutate({ id })
  })

  it('stops and starts again with its work intact', async () => {
    const { id, terminalId } = await test.runningShell('Stop and start')
    using shown = watchOutput(test.client, terminalId)
    await test.client.terminals.write.mutate({ terminalId, data: 'echo precious > work.txt; echo kept-$((1+1))\r' })
    await shown.until('kept-2')
    expect(await test.client.sessions.stop.mutate({ id })).toMatchObject({ status: 'stopped', exit: { cause: 'stopped by user' } })
    expect(await test.client.process.status.query({ sessionId: id })).toMatchObject({ running: false, source: 'HOST', environmentId: test.hostId })
    expect(await test.client.sessions.start.mutate({ id })).toMatchObject({ status: 'running', exit: null })
    await test.client.terminals.write.mutate({ terminalId, data: 'cat work.txt; echo again-$((2+2))\r' })
    await shown.until('precious')
    await shown.until('again-4')
    await test.client.sessions.remove.mutate({ id })
  })

  it('shows its last screen while it is stopped, and has it as scrollback when it runs again', async () => {
    const { id, terminalId } = await test.runningShell('Last screen')
    using shown = watchOutput(test.client, terminalId)
    await test.client.terminals.write.mutate({ terminalId, data: 'echo last-$((3*3))\r' })
    await shown.until('last-9')
    await test.client.sessions.stop.mutate({ id })
    using later = watchOutput(test.client, terminalId)
    await later.until('last-9')
    await test.client.sessions.start.mutate({ id })
    using again = watchOutput(test.client, terminalId)
    await again.until('last-9')
    await test.client.sessions.remove.mutate({ id })
  })

  it('F12: survives a restart of the server, its terminal at its offset', async () => {
    const { id, terminalId } = await test.runningShell('Survivor')
    const first = watchOutput(test.client, terminalId)
    await test.client.terminals.write.mutate({ terminalId, data: 'echo before-$$\r' })
    const [, pid] = await first.until(/before-(\d+)\r/)
    first[Symbol.dispose]()
    const offset = first.offset()
    await test.restart()
    await expect.poll(() => test.client.process.status.query({ sessionId: id })).toMatchObject({ running: true })
    using second = watchOutput(test.client, terminalId, offset)
    await test.client.terminals.write.mutate({ terminalId, data: 'echo after-$$\r' })
    await second.until(`after-${String(pid)}`)
    await test.client.sessions.remove.mutate({ id })
  })

  it('restarts only its agent when asked to', async () => {
    const { id, terminalId } = await test.runningShell('Agent restart')
    using shown = watchOutput(test.client, terminalId)
    await test.client.terminals.write.mutate({ terminalId, data: 'exit 3\r' })
    await sessionWhen(test.client, id, () => true)
    await expect.poll(async () => (await test.client.terminals.list.query({ sessionId: id }))[0]).toMatchObject({ running: false, exit: { code: 3 } })
    expect(await test.client.sessions.get.query({ id })).toMatchObject({ status: 'running' })
    expect(await test.client.process.status.query({ sessionId: id })).toMatchObject({ running: false })
    expect(await test.client.process.restart.mutate({ sessionId: id })).toMatchObject({ running: true })
    await test.client.terminals.write.mutate({ terminalId, data: 'echo alive-$((3+3))\r' })
    await shown.until('alive-6')
    await test.client.sessions.remove.mutate({ id })
  })

  it('opens shells beside its agent and closes them', async () => {
    const { id } = await test.runningShell('Shells')
    const shell = await test.client.terminals.open.mutate({ sessionId: id, cols: 100, rows: 30 })
    expect(shell).toMatchObject({ kind: 'shell', cols: 100, rows: 30, running: true })
    using shown = watchOutput(test.client, shell.id)
    await test.client.terminals.write.mutate({ terminalId: shell.id, data: 'stty size\r' })
    await shown.until('30 100')
    await test.client.terminals.resize.mutate({ terminalId: shell.id, cols: 90, rows: 20 })
    await test.client.terminals.write.mutate({ terminalId: shell.id, data: 'stty size\r' })
    await shown.until('20 90')
    await test.client.terminals.close.mutate({ terminalId: shell.id })
    expect((await test.client.terminals.list.query({ sessionId: id })).map(({ kind }) => kind)).toEqual(['agent'])
    await test.client.sessions.remove.mutate({ id })
  })

  it('tells of its terminals as they change: titles, bells, a name that holds, what runs in them', async () => {
    const { id } = await test.runningShell('Tabs')
    const shell = await test.client.terminals.open.mutate({ sessionId: id })
    const told: Told[] = []
    const lists: number[] = []
    const subscription = test.client.terminals.onChange.subscribe({ sessionId: id }, {
      onData: ({ data }) => {
        lists.push(data.length)
        told.push(data.find((terminal) => terminal.id === shell.id) ?? shell)
      },
    })
    const type = (data: string) => test.client.terminals.write.mutate({ terminalId: shell.id, data })
    const last = () => told.at(-1)
    await expect.poll(() => lists.at(-1)).toBe(2)
    await type("PS1='$ '; printf '\\033]0;first title\\007\\007\\007'\r")
    await expect.poll(last).toMatchObject({ title: 'first title', named: false, bells: 2 })
    await test.client.terminals.update.mutate({ terminalId: shell.id, title: 'mine' })
    await type("printf '\\033]2;second\\007'; sleep 300\r")
    await expect.poll(() => test.client.terminals.programs.query({ terminalId: shell.id })).toEqual({ names: ['sleep'] })
    await expect.poll(last).toMatchObject({ title: 'mine', named: true })
    await test.client.terminals.update.mutate({ terminalId: shell.id, title: '' })
    await expect.poll(last).toMatchObject({ title: 'second', named: false })
    const before = last()?.offset ?? 0
    await type('\u0003')
    await expect.poll(() => test.client.terminals.programs.query({ terminalId: shell.id })).toEqual({ names: [] })
    await type('yes | head -100000\r')
    await expect.poll(() => last()?.offset).toBeGreaterThan(before + 100_000)
    await test.client.terminals.close.mutate({ terminalId: shell.id })
    await expect.poll(() => lists.at(-1)).toBe(1)
    subscription.unsubscribe()
    await test.client.sessions.remove.mutate({ id })
  })

  it('begins on a branch of its own, with a first prompt', async () => {
    const { id } = await test.client.sessions.create.mutate({ name: 'Branch', repoUrl: test.repoUrl, newBranch: 'claude/branch', agent: 'shell', prompt: 'git branch --show-current', environmentId: test.hostId })
    await sessionWhen(test.client, id, ({ status }) => status === 'running')
    const [terminal] = await test.client.terminals.list.query({ sessionId: id })
    using shown = watchOutput(test.client, terminal?.id ?? '')
    await shown.until(/claude\/branch\r/)
    expect(await test.client.prompts.list.query({ sessionId: id })).toMatchObject([{ text: 'git branch --show-current', state: 'typed' }])
    await test.client.sessions.remove.mutate({ id })
  })

  it('runs a command of one\'s own as its agent, and tells how it ended', async () => {
    const { id } = await test.client.sessions.create.mutate({ name: 'Command', repoUrl: test.repoUrl, agent: 'command', command: ['/bin/sh', '-c', 'echo "$0 and $1"; exit 7', 'first', 'second; x'], environmentId: test.hostId })
    await sessionWhen(test.client, id, ({ status }) => status === 'running')
    const [terminal] = await test.client.terminals.list.query({ sessionId: id })
    using shown = watchOutput(test.client, terminal?.id ?? '')
    await shown.until('first and second; x')
    await expect.poll(async () => (await test.client.terminals.list.query({ sessionId: id }))[0]).toMatchObject({ running: false, exit: { cause: 'exited', code: 7 } })
    await test.client.sessions.remove.mutate({ id })
  })

  it('leaves nothing behind when its clone fails, and says why', async () => {
    const { id } = await test.client.sessions.create.mutate({ name: 'No such branch', repoUrl: test.repoUrl, branch: 'nope', agent: 'shell', environmentId: test.hostId })
    const session = await sessionWhen(test.client, id, ({ status }) => status !== 'creating')
    expect(session.status).toBe('error')
    expect(session.statusReason).toMatch(/nope/)
    expect(session.steps.find(({ name }) => name === 'clone')?.state).toBe('failed')
    expect(existsSync(join(test.dataDir, 'sessions', id))).toBe(false)
    await expect(test.client.sessions.start.mutate({ id })).rejects.toMatchObject({ data: { code: 'PRECONDITION_FAILED' }, message: /retry/ })
    await test.client.sessions.remove.mutate({ id })
    await expect(test.client.sessions.get.query({ id })).rejects.toMatchObject({ data: { code: 'NOT_FOUND' } })
  })

  it('takes its folder, socket and processes with it when it is deleted', async () => {
    const { id, terminalId } = await test.runningShell('Deleted')
    using shown = watchOutput(test.client, terminalId)
    await test.client.terminals.write.mutate({ terminalId, data: 'setsid sh -c "trap \'\' HUP TERM; sleep 1000" & echo child-$!\r' })
    await shown.until('child-')
    expect(processesOf(id).length).toBeGreaterThan(1)
    await test.client.sessions.remove.mutate({ id })
    expect(processesOf(id)).toEqual([])
    expect(existsSync(join(test.dataDir, 'sessions', id))).toBe(false)
    expect(readdirSync(join(test.dataDir, 'run')).filter((name) => id.startsWith(name.replace('.sock', '')))).toEqual([])
  })
})

/** Processes that carry the session's mark in their environment. */
function processesOf(sessionId: string): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(sessionId)
    } catch {
      return false // it has just ended
    }
  })
}
