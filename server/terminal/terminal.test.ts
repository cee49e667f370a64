import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkedSupervisor, type LinkedSupervisor, openShell, runningSupervisor, watchTerminal } from './testing/running-supervisor.ts'

let linked: LinkedSupervisor
beforeAll(async () => { linked = await linkedSupervisor() })
afterAll(() => linked[Symbol.asyncDispose]())

describe('a terminal', () => {
  test('runs the first program that exists, in its size, with a known environment', async () => {
    const id = linked.freshId()
    const info = await linked.link.open({
      id, kind: 'agent', title: 'Agent', cwd: '/', env: { MINE: 'yes' }, cols: 91, rows: 33,
      commands: [['/no/such/program'], ['no-such-program'], ['bash', '-c', 'stty size; echo $TERM $COLORTERM $LANG $MINE $PWD; cat /proc/$$/oom_score_adj']],
    })
    expect(info).toMatchObject({ id, kind: 'agent', title: 'Agent', cols: 91, rows: 33, running: true })
    const viewer = watchTerminal(linked.link, { terminalId: id, offset: 0 })
    await viewer.untilExit()
    expect(viewer.text()).toBe('33 91\r\nxterm-256color truecolor C.UTF-8 yes /\r\n500\r\n')
    await viewer.leave()
  })

  test('that cannot start says why, and leaves nothing behind', async () => {
    const id = linked.freshId()
    const request = { id, kind: 'shell' as const, title: 'x', commands: [['nope-1'], ['nope-2']], cwd: '/', env: {}, cols: 80, rows: 24 }
    await expect(linked.link.open(request)).rejects.toThrow('None of these programs exists here: nope-1, nope-2.')
    await expect(linked.link.open({ ...request, commands: [['bash']], cwd: '/nowhere' })).rejects.toThrow('There is no folder /nowhere')
    expect(linked.link.terminals().some((terminal) => terminal.id === id)).toBe(false)
  })

  test('F36 loses nothing of a million lines at its exit, 20 times', { timeout: 120_000 }, async () => {
    const wanted = createHash('sha256').update(seq(1_000_000)).digest('hex')
    for (let round = 0; round < 20; round++) {
      const id = linked.freshId()
      await openShell(linked.link, id, 'seq 1 1000000; exit 7')
      const viewer = watchTerminal(linked.link, { terminalId: id, offset: 0 })
      await viewer.untilExit()
      expect(createHash('sha256').update(viewer.bytes()).digest('hex'), `round ${String(round)}: ${String(viewer.bytes().length)} bytes`).toBe(wanted)
      expect(viewer.events.at(-1)?.event).toMatchObject({ kind: 'exit', exit: { cause: 'exited', code: 7, signal: null } })
      await viewer.leave()
      await linked.link.close(id)
    }
  })

  test('starts again in place, and its offsets go on', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, 'echo one')
    const viewer = watchTerminal(linked.link, { terminalId: id, offset: 0 })
    await viewer.untilExit()
    const end = viewer.end()
    await openShell(linked.link, id, 'echo two')
    await viewer.untilText('two\r\n')
    expect(viewer.end()).toBeGreaterThan(end)
    await viewer.until(() => viewer.events.filter(({ event }) => event.kind === 'exit').length === 2)
    const data = viewer.events.flatMap(({ event }) => (event.kind === 'data' ? [event] : []))
    for (const [i, piece] of data.entries()) expect(piece.offset).toBe(data.slice(0, i).reduce((sum, { bytes }) => sum + bytes.length, 0))
    await viewer.leave()
  })

  test('is open only once', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id)
    await expect(openShell(linked.link, id)).rejects.toMatchObject({ kind: 'conflict' })
  })

  test('tells code, signal and cause of its end', async () => {
    const crashed = linked.freshId()
    await openShell(linked.link, crashed, 'kill -SEGV $$')
    const viewer = watchTerminal(linked.link, { terminalId: crashed, offset: 0 })
    await viewer.untilExit()
    expect(viewer.events.at(-1)?.event).toMatchObject({ kind: 'exit', exit: { cause: 'crashed', code: null, signal: 'SIGSEGV' } })
    const ended = linked.freshId()
    await openShell(linked.link, ended)
    const prompt = watchTerminal(linked.link, { terminalId: ended, offset: 0 })
    // Before its prompt a shell may not hear the signal yet.
    await prompt.untilText('$ ')
    await linked.link.end(ended)
    expect(linked.link.terminals().find(({ id }) => id === ended)).toMatchObject({ running: false, exit: { cause: 'stopped by user', signal: 'SIGHUP' } })
    await viewer.leave()
    await prompt.leave()
  })

  test('ends with its own processes, not with those of a terminal of the same name elsewhere', async () => {
    await using other = runningSupervisor()
    const elsewhere = other.link()
    await elsewhere.ready(AbortSignal.timeout(30_000))
    const id = linked.freshId()
    await openShell(linked.link, id, 'sleep 60')
    await openShell(elsewhere, id, 'sleep 60')
    await linked.link.end(id)
    expect((await elsewhere.screen(id)).cols).toBe(80)
    expect(elsewhere.terminals().find((terminal) => terminal.id === id)?.running).toBe(true)
    elsewhere.dispose()
  })

  test('names what runs in it beside its own program', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, 'sleep 60 & (setsid sleep 61 &); read -r line; kill %1; wait; read -r line')
    await expect.poll(() => linked.link.programs(id)).toEqual(['sleep', 'sleep'])
    await linked.link.write({ terminalId: id, data: Buffer.from('go on\n') })
    await expect.poll(() => linked.link.programs(id)).toEqual(['sleep'])
    await linked.link.end(id)
    expect(await linked.link.programs(id)).toEqual([])
  })

  test('takes the title that its program sets, without what could harm a page', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, String.raw`printf '\e]0;build\u202e <b>ok</b>\a'; sleep 60`)
    await new Promise<void>((resolve) => {
      const stop = linked.link.onTerminals((terminals) => {
        if (terminals.find((terminal) => terminal.id === id)?.title !== 'build <b>ok</b>') return
        stop()
        resolve()
      })
    })
    await linked.link.close(id)
  })
})

function seq(n: number): Buffer {
  return Buffer.from(Array.from({ length: n }, (_, i) => `${String(i + 1)}\r\n`).join(''))
}
