import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { channel, offsetsPerIncarnation, Refusal } from '../../supervisor/protocol.ts'
import { Problem } from '../problem.ts'
import type { LinkState, SupervisorLink } from './link.ts'
import { cuttable, dial, openShell, runningSupervisor, watchTerminal, type RunningSupervisor } from './testing/running-supervisor.ts'

let supervisor: RunningSupervisor
let link: SupervisorLink
let count = 0
const freshId = (): string => `session.${String(++count)}`

beforeAll(async () => {
  supervisor = await runningSupervisor()
  link = supervisor.link()
  await link.ready(AbortSignal.timeout(10_000))
})
afterAll(async () => {
  link.dispose()
  await supervisor[Symbol.asyncDispose]()
})

const seq = (n: number): Buffer => Buffer.from(Array.from({ length: n }, (_, i) => `${String(i + 1)}\r\n`).join(''))

describe('a terminal', () => {
  test('runs the first program that exists, in its size, with a known environment', async () => {
    const id = freshId()
    const info = await link.open({
      id, kind: 'agent', title: 'Agent', cwd: '/', env: { MINE: 'yes' }, cols: 91, rows: 33,
      commands: [['/no/such/program'], ['no-such-program'], ['bash', '-c', 'stty size; echo $TERM $COLORTERM $LANG $MINE $PWD; cat /proc/$$/oom_score_adj']],
    })
    expect(info).toMatchObject({ id, kind: 'agent', title: 'Agent', cols: 91, rows: 33, running: true })
    const viewer = watchTerminal(link, { terminalId: id, offset: 0 })
    await viewer.untilExit()
    expect(viewer.text()).toBe('33 91\r\nxterm-256color truecolor C.UTF-8 yes /\r\n500\r\n')
    await viewer.leave()
  })

  test('that cannot start says why, and leaves nothing behind', async () => {
    const id = freshId()
    const request = { id, kind: 'shell' as const, title: 'x', commands: [['nope-1'], ['nope-2']], cwd: '/', env: {}, cols: 80, rows: 24 }
    await expect(link.open(request)).rejects.toThrow('None of these programs exists here: nope-1, nope-2.')
    await expect(link.open({ ...request, commands: [['bash']], cwd: '/nowhere' })).rejects.toThrow('There is no folder /nowhere')
    expect(link.terminals().some((terminal) => terminal.id === id)).toBe(false)
  })

  test('F36 loses nothing at its exit, 20 times', { timeout: 60_000 }, async () => {
    const wanted = createHash('sha256').update(seq(100_000)).digest('hex')
    for (let round = 0; round < 20; round++) {
      const id = freshId()
      await openShell(link, id, 'seq 1 100000; exit 7')
      const viewer = watchTerminal(link, { terminalId: id, offset: 0 })
      await viewer.untilExit()
      expect(createHash('sha256').update(viewer.bytes()).digest('hex'), `round ${String(round)}: ${String(viewer.bytes().length)} bytes`).toBe(wanted)
      expect(viewer.events.at(-1)?.event).toMatchObject({ kind: 'exit', exit: { cause: 'exited', code: 7, signal: null } })
      await viewer.leave()
      await link.close(id)
    }
  })

  test('starts again in place, and its offsets go on', async () => {
    const id = freshId()
    await openShell(link, id, 'echo one')
    const viewer = watchTerminal(link, { terminalId: id, offset: 0 })
    await viewer.untilExit()
    const end = viewer.end()
    await openShell(link, id, 'echo two')
    await viewer.untilText('two\r\n')
    expect(viewer.end()).toBeGreaterThan(end)
    await viewer.until(() => viewer.events.filter(({ event }) => event.kind === 'exit').length === 2)
    const data = viewer.events.flatMap(({ event }) => (event.kind === 'data' ? [event] : []))
    for (const [i, piece] of data.entries()) expect(piece.offset).toBe(data.slice(0, i).reduce((sum, { bytes }) => sum + bytes.length, 0))
    await viewer.leave()
  })

  test('is open only once', async () => {
    const id = freshId()
    await openShell(link, id)
    await expect(openShell(link, id)).rejects.toMatchObject({ kind: 'conflict' })
  })

  test('tells code, signal and cause of its end', async () => {
    const crashed = freshId()
    await openShell(link, crashed, 'kill -SEGV $$')
    const viewer = watchTerminal(link, { terminalId: crashed, offset: 0 })
    await viewer.untilExit()
    expect(viewer.events.at(-1)?.event).toMatchObject({ kind: 'exit', exit: { cause: 'crashed', code: null, signal: 'SIGSEGV' } })
    const ended = freshId()
    await openShell(link, ended)
    await link.end(ended)
    expect(link.terminals().find(({ id }) => id === ended)).toMatchObject({ running: false, exit: { cause: 'stopped by user', signal: 'SIGHUP' } })
    await viewer.leave()
  })

  test('ends with its own processes, not with those of a terminal of the same name elsewhere', { timeout: 30_000 }, async () => {
    await using other = await runningSupervisor()
    const elsewhere = other.link()
    await elsewhere.ready(AbortSignal.timeout(10_000))
    const id = freshId()
    await openShell(link, id, 'sleep 60')
    await openShell(elsewhere, id, 'sleep 60')
    await link.end(id)
    expect((await elsewhere.screen(id)).cols).toBe(80)
    expect(elsewhere.terminals().find((terminal) => terminal.id === id)?.running).toBe(true)
    elsewhere.dispose()
  })

  test('names what runs in it beside its own program', async () => {
    const id = freshId()
    await openShell(link, id, 'sleep 60 & (setsid sleep 61 &); read -r line; kill %1; wait; read -r line')
    await expect.poll(() => link.programs(id)).toEqual(['sleep', 'sleep'])
    await link.write({ terminalId: id, data: Buffer.from('go on\n') })
    await expect.poll(() => link.programs(id)).toEqual(['sleep'])
    await link.end(id)
    expect(await link.programs(id)).toEqual([])
  })

  test('takes the title that its program sets, without what could harm a page', async () => {
    const id = freshId()
    await openShell(link, id, String.raw`printf '\e]0;build\u202e <b>ok</b>\a'; sleep 60`)
    await new Promise<void>((resolve) => {
      const stop = link.onTerminals((terminals) => {
        if (terminals.find((terminal) => terminal.id === id)?.title !== 'build <b>ok</b>') return
        stop()
        resolve()
      })
    })
    await link.close(id)
  })
})

describe('input', () => {
  test('F09 with the same client and number arrives once, also over a new connection', async () => {
    const id = freshId()
    await openShell(link, id, 'stty -echo raw; printf ready; cat')
    const viewer = watchTerminal(link, { terminalId: id, offset: 0 })
    await viewer.untilText('ready')
    const write = { terminalId: id, clientId: 'c1', data: Buffer.from('once.') }
    await Promise.all([link.write({ ...write, seq: 1 }), link.write({ ...write, seq: 1 })])
    const second = supervisor.link()
    await second.ready(AbortSignal.timeout(5_000))
    await second.write({ ...write, seq: 1 })
    await second.write({ ...write, seq: 2, data: Buffer.from('end') })
    await viewer.untilText('end')
    expect(viewer.text()).toBe('readyonce.end')
    second.dispose()
    await viewer.leave()
    await link.close(id)
  })

  test('F10 of 10 MB arrives intact', { timeout: 60_000 }, async () => {
    const id = freshId()
    const paste = Buffer.from(randomBytes(5 * 1024 * 1024).toString('hex'))
    await openShell(link, id, `stty raw -echo; echo ready; head -c ${String(paste.length)} | sha256sum`)
    const viewer = watchTerminal(link, { terminalId: id, offset: 0 })
    await viewer.untilText('ready')
    for (let at = 0, number = 0; at < paste.length; at += 256 * 1024) await link.write({ terminalId: id, clientId: 'p', seq: number++, data: paste.subarray(at, at + 256 * 1024) })
    await viewer.untilExit(50_000)
    expect(viewer.text()).toContain(createHash('sha256').update(paste).digest('hex'))
    await viewer.leave()
  })

  test('A49 of all 256 bytes reaches the program as it is', async () => {
    const id = freshId()
    await openShell(link, id, 'stty raw -echo; echo ready; head -c 256 | od -An -v -tu1')
    const viewer = watchTerminal(link, { terminalId: id, offset: 0 })
    await viewer.untilText('ready')
    await link.write({ terminalId: id, data: Buffer.from(Array.from({ length: 256 }, (_, i) => i)) })
    await viewer.untilExit()
    expect(viewer.text().split('ready')[1]?.trim().split(/\s+/).map(Number)).toEqual(Array.from({ length: 256 }, (_, i) => i))
    await viewer.leave()
  })

  test('to a program that has ended is refused', async () => {
    const id = freshId()
    await openShell(link, id, 'true')
    const viewer = watchTerminal(link, { terminalId: id, offset: 0 })
    await viewer.untilExit()
    await expect(link.write({ terminalId: id, data: Buffer.from('x') })).rejects.toMatchObject({ kind: 'precondition' })
    await viewer.leave()
  })
})

describe('a viewer', () => {
  test('that comes new gets the screen, then bytes', async () => {
    const id = freshId()
    await openShell(link, id, String.raw`printf 'one\n\e[1;31mtwo\e[0m'; read; printf three; sleep 60`)
    const first = watchTerminal(link, { terminalId: id, offset: 0 })
    await first.untilText('two')
    // The emulator may be a chunk behind; then the rest would come as bytes.
    await expect.poll(async () => (await link.screen(id)).lines[1], { timeout: 5_000 }).toBe('two')
    const viewer = watchTerminal(link, { terminalId: id })
    await viewer.until(() => viewer.events.length >= 2)
    expect(viewer.events[0]?.event).toMatchObject({ kind: 'snapshot', cols: 80, rows: 24, skipped: 0 })
    expect(JSON.stringify(viewer.events[0]?.event)).toContain(JSON.stringify('one\r\n\u001b[31;1mtwo').slice(1, -1))
    await link.write({ terminalId: id, data: Buffer.from('\r') })
    await viewer.untilText('three')
    expect(viewer.text()).not.toContain('one')
    await Promise.all([first.leave(), viewer.leave(), link.close(id)])
  })

  test('F08 with an offset of the future or of no kind gets the screen', async () => {
    const id = freshId()
    await openShell(link, id, 'printf here; sleep 60')
    for (const offset of [12345, Number.MAX_SAFE_INTEGER, 0.5]) {
      const viewer = watchTerminal(link, { terminalId: id, offset })
      if (Number.isInteger(offset)) await viewer.until(() => viewer.events.some(({ event }) => event.kind === 'snapshot'))
      else await expect(viewer.until(() => false)).rejects.toThrow('whole number')
      await viewer.leave()
    }
    await link.close(id)
  })

  test('F01 loses and doubles nothing when its connection is cut, over and over', { timeout: 60_000 }, async () => {
    const id = freshId()
    const line = cuttable(supervisor.socket)
    const shaky = supervisor.link({ connect: line.connect })
    await shaky.ready(AbortSignal.timeout(5_000))
    await openShell(shaky, id, 'for i in $(seq 1 200); do seq $((i*500-499)) $((i*500)); sleep 0.01; done')
    const viewer = watchTerminal(shaky, { terminalId: id, offset: 0 })
    for (let cuts = 0, seen = 0; cuts < 30; cuts++) {
      await viewer.until(() => viewer.bytes().length > seen || viewer.events.some(({ event }) => event.kind === 'exit'))
      seen = viewer.bytes().length
      line.cut()
    }
    await viewer.untilExit(30_000)
    expect(viewer.bytes().equals(seq(100_000))).toBe(true)
    expect(line.count()).toBeGreaterThan(10)
    await viewer.leave()
    shaky.dispose()
  })

  test('F07 that fell out of the ring is told how much it skipped, and goes on from there', { timeout: 30_000 }, async () => {
    const id = freshId()
    await openShell(link, id, 'seq 1 2000000; echo last; sleep 60')
    const other = watchTerminal(link, { terminalId: id, offset: 0 })
    await other.untilShown('last', 25_000)
    const late = watchTerminal(link, { terminalId: id, offset: 100 })
    await late.until(() => late.events.length > 0)
    const [first] = late.events
    expect(first?.event).toMatchObject({ kind: 'snapshot', skipped: (first?.end ?? 0) - 100 })
    await late.untilShown('last')
    await Promise.all([other.leave(), late.leave(), link.close(id)])
  })

  test('that leaves frees what it held at the supervisor', async () => {
    const id = freshId()
    await openShell(link, id, 'sleep 60')
    const viewer = watchTerminal(link, { terminalId: id, offset: 0, clientId: 'gone' })
    await viewer.until(() => viewer.events.length > 0)
    await link.write({ terminalId: id, clientId: 'gone', data: Buffer.from('x') })
    await link.resize({ terminalId: id, clientId: 'other', cols: 50, rows: 20 })
    expect((await link.screen(id)).cols).toBe(80)
    await viewer.leave()
    // The size is free once its owner has left.
    await link.resize({ terminalId: id, clientId: 'other', cols: 50, rows: 20 })
    expect((await link.screen(id)).cols).toBe(50)
    await link.close(id)
  })
})

describe('the link', () => {
  test('is lost and found again when the supervisor is killed; offsets of its next run are above all before', { timeout: 30_000 }, async () => {
    await using own = await runningSupervisor()
    const mine = own.link()
    await mine.ready(AbortSignal.timeout(10_000))
    await openShell(mine, 'a.1', 'echo before; sleep 60')
    const viewer = watchTerminal(mine, { terminalId: 'a.1', offset: 0 })
    await viewer.untilText('before\r\n')
    const states: LinkState[] = []
    const lost = new Promise<void>((resolve) => mine.onState((state) => {
      states.push(state)
      if (state === 'lost') resolve()
    }))
    await own.kill('SIGKILL')
    await lost
    await expect(mine.write({ terminalId: 'a.1', data: Buffer.from('x') })).rejects.toMatchObject({ kind: 'unavailable' })
    own.start()
    await mine.ready(AbortSignal.timeout(10_000))
    expect(mine.terminals()).toEqual([])
    const again = await openShell(mine, 'a.1', 'echo after; sleep 60')
    expect(again.offset).toBeGreaterThanOrEqual(offsetsPerIncarnation)
    // The viewer is still there: it gets the screen of the new run, never bytes of it in place of the old ones.
    await viewer.until(() => viewer.events.some(({ event }) => event.kind === 'snapshot'))
    await viewer.until(() => viewer.end() > offsetsPerIncarnation)
    await viewer.leave()
    mine.dispose()
    expect(states).toContain('connected')
  })

  test('F18 says within 10 s that a supervisor hangs', { timeout: 30_000 }, async () => {
    await using own = await runningSupervisor()
    const mine = own.link()
    await mine.ready(AbortSignal.timeout(10_000))
    const lost = new Promise<void>((resolve) => mine.onState((state) => state === 'lost' && resolve()))
    const since = performance.now()
    process.kill(own.pid, 'SIGSTOP')
    await lost
    expect(performance.now() - since).toBeLessThan(10_000)
    process.kill(own.pid, 'SIGCONT')
    await mine.ready(AbortSignal.timeout(10_000))
    mine.dispose()
  })

  test('does not take for a supervisor what is none', { timeout: 30_000 }, async () => {
    const path = join(supervisor.state, 'other.sock')
    const server = createServer((socket) => socket.on('error', () => undefined).resume().write('HTTP/1.1 200 OK\r\n\r\n')).listen(path)
    const other = supervisor.link({ connect: () => dial(path) })
    await expect(other.ready(AbortSignal.timeout(500))).rejects.toBeInstanceOf(Problem)
    expect(other.state).not.toBe('connected')
    other.dispose()
    await new Promise((resolve) => server.close(resolve))
  })

  test('ends the attaches of a terminal that is closed', async () => {
    const id = freshId()
    await openShell(link, id, 'sleep 60')
    const pieces = link.attach({ terminalId: id, offset: 0, signal: new AbortController().signal })
    await pieces.next()
    const rest = (async () => {
      for await (const _ of pieces);
    })()
    await link.close(id)
    await rest
    await expect(link.attach({ terminalId: id, offset: 0, signal: new AbortController().signal }).next()).rejects.toMatchObject({ kind: 'not-found' })
  })

  test('F21 says at once when the supervisor speaks another protocol', async () => {
    const path = join(supervisor.state, 'newer.sock')
    const server = createServer((socket) => {
      channel({ stream: socket, functions: { hello: () => { throw new Refusal('precondition', 'This supervisor speaks protocol 9, the server 1; restart the session to get a matching one.') } }, onClose: () => undefined })
    }).listen(path)
    const other = supervisor.link({ connect: () => dial(path) })
    await expect(other.ready(AbortSignal.timeout(5_000))).rejects.toMatchObject({ kind: 'precondition', message: expect.stringContaining('does not speak protocol 1, as this server does') as string })
    other.dispose()
    await new Promise((resolve) => server.close(resolve))
  })

  test('ends its attaches when it is disposed', async () => {
    const id = freshId()
    await openShell(link, id, 'sleep 60')
    const own = supervisor.link()
    await own.ready(AbortSignal.timeout(5_000))
    const ended = (async () => {
      for await (const _ of own.attach({ terminalId: id, offset: 0, signal: new AbortController().signal })) own.dispose()
    })()
    await ended
    await expect(own.open({ id: 'x', kind: 'shell', title: 'x', commands: [], cwd: '/', env: {}, cols: 1, rows: 1 })).rejects.toMatchObject({ kind: 'unavailable' })
    await link.close(id)
  })
})
