import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { channel, offsetsPerIncarnation, protocolVersion, Refusal, shortFramesSince } from '../../supervisor/protocol.ts'
import { Problem } from '../problem.ts'
import type { LinkState } from './link.ts'
import { dial, linkedSupervisor, type LinkedSupervisor, openShell, runningSupervisor, watchTerminal } from './testing/running-supervisor.ts'

let linked: LinkedSupervisor
beforeAll(async () => { linked = await linkedSupervisor() })
afterAll(() => linked[Symbol.asyncDispose]())

describe('the link', () => {
  test('is lost and found again when the supervisor is killed; offsets of its next run are above all before', async () => {
    await using own = runningSupervisor()
    const mine = own.link()
    await mine.ready(AbortSignal.timeout(30_000))
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
    await mine.ready(AbortSignal.timeout(30_000))
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

  test('F18 says within 10 s that a supervisor hangs', async () => {
    await using own = runningSupervisor()
    const mine = own.link()
    await mine.ready(AbortSignal.timeout(30_000))
    const lost = new Promise<void>((resolve) => mine.onState((state) => state === 'lost' && resolve()))
    const since = performance.now()
    process.kill(own.pid, 'SIGSTOP')
    await lost
    // A busy machine takes its time to let us hear of it.
    expect(performance.now() - since).toBeLessThan(20_000)
    process.kill(own.pid, 'SIGCONT')
    await mine.ready(AbortSignal.timeout(30_000))
    mine.dispose()
  })

  test('to a supervisor that never stays is made ever more slowly', async () => {
    let made = 0
    const fleeting = linked.supervisor.link({
      connect: async () => {
        made++
        const stream = await dial(linked.supervisor.socket)
        // Behind its hello.
        stream.once('data', () => setImmediate(() => stream.destroy()))
        return stream
      },
      backoff: { firstMs: 1, longestMs: 60_000 },
    })
    await expect.poll(() => made, { timeout: 20_000 }).toBeGreaterThan(3)
    await delay(1_000)
    // Each wait is half as long again as all before it, with chance in it; at once it would be a hundred times and more.
    expect(made).toBeLessThan(30)
    fleeting.dispose()
  })

  test('does not take for a supervisor what is none', async () => {
    const path = join(linked.supervisor.state, 'other.sock')
    const server = createServer((socket) => socket.on('error', () => undefined).resume().write('HTTP/1.1 200 OK\r\n\r\n')).listen(path)
    const other = linked.supervisor.link({ connect: () => dial(path) })
    await expect(other.ready(AbortSignal.timeout(500))).rejects.toBeInstanceOf(Problem)
    expect(other.state).not.toBe('connected')
    other.dispose()
    await new Promise((resolve) => server.close(resolve))
  })

  test('ends the attaches of a terminal that is closed', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, 'sleep 60')
    const pieces = linked.link.attach({ terminalId: id, offset: 0, signal: new AbortController().signal })
    await pieces.next()
    const rest = (async () => {
      for await (const _ of pieces);
    })()
    await linked.link.close(id)
    await rest
    await expect(linked.link.attach({ terminalId: id, offset: 0, signal: new AbortController().signal }).next()).rejects.toMatchObject({ kind: 'not-found' })
  })

  test('F21 says at once when the supervisor speaks another protocol', async () => {
    const path = join(linked.supervisor.state, 'newer.sock')
    const server = createServer((socket) => {
      channel({ stream: socket, functions: { hello: () => { throw new Refusal('precondition', 'This supervisor speaks protocol 9, the server 1; restart the session to get a matching one.') } }, onClose: () => undefined })
    }).listen(path)
    const other = linked.supervisor.link({ connect: () => dial(path) })
    await expect(other.ready(AbortSignal.timeout(30_000))).rejects.toMatchObject({ kind: 'precondition', message: expect.stringContaining('does not speak protocol 1, as this server does') as string })
    other.dispose()
    await new Promise((resolve) => server.close(resolve))
  })

  test('F21 types and reads where the supervisor is of before short frames', async () => {
    const path = join(linked.supervisor.state, 'older.sock')
    const heard: unknown[] = []
    const terminal = { id: 'a.1', kind: 'shell', title: '', cols: 80, rows: 24, owner: null, start: 0, offset: 5, running: true, pid: 1, exit: null, program: null, notice: null, bells: 0, busy: false }
    const hello = { ...protocolVersion, minor: shortFramesSince.minor - 1, incarnation: 0, pid: 1, build: 'older', hookUrl: null, terminals: [terminal] }
    const server = createServer((socket) => {
      const functions = {
        hello: () => hello,
        write: (input: unknown) => {
          heard.push(input)
          return { seq: 3 }
        },
        read: () => ({ pieces: [{ kind: 'data', offset: 0, bytes: Buffer.from('older') }] }),
        leave: () => null,
        ping: () => null,
      }
      channel({ stream: socket, functions, onClose: () => undefined })
    }).listen(path)
    const older = linked.supervisor.link({ connect: () => dial(path) })
    await older.ready(AbortSignal.timeout(30_000))
    expect(await older.write({ terminalId: 'a.1', data: Buffer.from('x'), clientId: 'page', seq: 3 })).toEqual({ seq: 3 })
    expect(heard).toMatchObject([{ terminalId: 'a.1', clientId: 'page', seq: 3 }])
    const left = new AbortController()
    const pieces = older.attach({ terminalId: 'a.1', offset: 0, signal: left.signal })
    expect((await pieces.next()).value).toMatchObject({ end: 5, event: { kind: 'data', offset: 0 } })
    left.abort()
    older.dispose()
    await new Promise((resolve) => server.close(resolve))
  })

  test('ends its attaches when it is disposed', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, 'sleep 60')
    const own = linked.supervisor.link()
    await own.ready(AbortSignal.timeout(30_000))
    const ended = (async () => {
      for await (const _ of own.attach({ terminalId: id, offset: 0, signal: new AbortController().signal })) own.dispose()
    })()
    await ended
    await expect(own.open({ id: 'x', kind: 'shell', title: 'x', commands: [], cwd: '/', env: {}, cols: 1, rows: 1 })).rejects.toMatchObject({ kind: 'unavailable' })
    await linked.link.close(id)
  })
})
