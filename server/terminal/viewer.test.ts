import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cuttable, linkedSupervisor, type LinkedSupervisor, openShell, watchTerminal } from './testing/running-supervisor.ts'

let linked: LinkedSupervisor
beforeAll(async () => { linked = await linkedSupervisor() })
afterAll(() => linked[Symbol.asyncDispose]())

describe('a viewer', () => {
  test('that comes new gets the screen, then bytes', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, String.raw`printf 'one\n\e[1;31mtwo\e[0m'; read; printf three; sleep 60`)
    const first = watchTerminal(linked.link, { terminalId: id, offset: 0 })
    await first.untilText('two')
    // The emulator may be a chunk behind; then the rest would come as bytes.
    await expect.poll(async () => (await linked.link.screen(id)).lines[1]).toBe('two')
    const viewer = watchTerminal(linked.link, { terminalId: id })
    await viewer.until(() => viewer.events.length >= 2)
    expect(viewer.events[0]?.event).toMatchObject({ kind: 'snapshot', cols: 80, rows: 24, skipped: 0 })
    expect(JSON.stringify(viewer.events[0]?.event)).toContain(JSON.stringify('one\r\n\u001b[31;1mtwo').slice(1, -1))
    await linked.link.write({ terminalId: id, data: Buffer.from('\r') })
    await viewer.untilText('three')
    expect(viewer.text()).not.toContain('one')
    await Promise.all([first.leave(), viewer.leave(), linked.link.close(id)])
  })

  test('F08 with an offset of the future or of no kind gets the screen', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, 'printf here; sleep 60')
    for (const offset of [12345, Number.MAX_SAFE_INTEGER, 0.5]) {
      const viewer = watchTerminal(linked.link, { terminalId: id, offset })
      if (Number.isInteger(offset)) await viewer.until(() => viewer.events.some(({ event }) => event.kind === 'snapshot'))
      else await expect(viewer.until(() => false)).rejects.toThrow('whole number')
      await viewer.leave()
    }
    await linked.link.close(id)
  })

  test('F01 loses and doubles nothing when its connection is cut, over and over', async () => {
    const id = linked.freshId()
    const line = cuttable(linked.supervisor.socket)
    const shaky = linked.supervisor.link({ connect: line.connect })
    await shaky.ready(AbortSignal.timeout(30_000))
    await openShell(shaky, id, 'for i in $(seq 1 200); do seq $((i*500-499)) $((i*500)); sleep 0.01; done')
    const viewer = watchTerminal(shaky, { terminalId: id, offset: 0 })
    for (let cuts = 0, seen = 0; cuts < 30; cuts++) {
      await viewer.until(() => viewer.bytes().length > seen || viewer.events.some(({ event }) => event.kind === 'exit'))
      seen = viewer.bytes().length
      line.cut()
    }
    await viewer.untilExit(30_000)
    expect(viewer.text() === Array.from({ length: 100_000 }, (_, i) => `${String(i + 1)}\r\n`).join('')).toBe(true)
    expect(line.count()).toBeGreaterThan(10)
    await viewer.leave()
    shaky.dispose()
  })

  // The ring holds 4 MiB.
  test('F07 that fell out of the ring is told how much it skipped, and goes on from there', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, 'seq 1 800000; echo last; sleep 60')
    const other = watchTerminal(linked.link, { terminalId: id, offset: 0 })
    await other.untilShown('last')
    const late = watchTerminal(linked.link, { terminalId: id, offset: 100 })
    await late.until(() => late.events.length > 0)
    const [first] = late.events
    expect(first?.event).toMatchObject({ kind: 'snapshot', skipped: (first?.end ?? 0) - 100 })
    await late.untilShown('last')
    await Promise.all([other.leave(), late.leave(), linked.link.close(id)])
  })

  test('that leaves frees what it held at the supervisor', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, 'sleep 60')
    const viewer = watchTerminal(linked.link, { terminalId: id, offset: 0, clientId: 'gone' })
    await viewer.until(() => viewer.events.length > 0)
    await linked.link.write({ terminalId: id, clientId: 'gone', data: Buffer.from('x') })
    await linked.link.resize({ terminalId: id, clientId: 'other', cols: 50, rows: 20 })
    expect((await linked.link.screen(id)).cols).toBe(80)
    await viewer.leave()
    // The size is free once its owner has left.
    await linked.link.resize({ terminalId: id, clientId: 'other', cols: 50, rows: 20 })
    expect((await linked.link.screen(id)).cols).toBe(50)
    await linked.link.close(id)
  })
})
