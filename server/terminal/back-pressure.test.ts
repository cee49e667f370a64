import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkedSupervisor, type LinkedSupervisor, openShell, watchTerminal } from './testing/running-supervisor.ts'

let linked: LinkedSupervisor
beforeAll(async () => { linked = await linkedSupervisor() })
afterAll(() => linked[Symbol.asyncDispose]())

describe('back-pressure', () => {
  test('F04 a viewer that stops reading delays nobody, and comes back to the last screen', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, 'read; seq 1 3000000; echo last; sleep 60')
    const leaving = new AbortController()
    const stalled = linked.link.attach({ terminalId: id, offset: 0, signal: leaving.signal })
    await stalled.next()
    const healthy = watchTerminal(linked.link, { terminalId: id, offset: 0 })
    await linked.link.write({ terminalId: id, data: Buffer.from('go\r') })
    await healthy.untilShown('last', 50_000)
    // What it was answered before it stopped is still on its way; then it is moved forward.
    let skipped = 0
    let shown = ''
    for await (const { event } of stalled) {
      if (event.kind === 'snapshot') {
        skipped += event.skipped
        shown = event.data
      } else if (event.kind === 'data') shown = shown.slice(-1_000) + Buffer.from(event.bytes).toString()
      if (shown.includes('last')) break
    }
    expect(skipped).toBeGreaterThan(1024 * 1024)
    leaving.abort()
    await Promise.all([healthy.leave(), linked.link.close(id)])
  })

  test('F20 a flood without a viewer runs on, and its end is seen by who comes later', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, 'seq 1 2000000; echo last')
    await new Promise<void>((resolve) => {
      const stop = linked.link.onTerminals((terminals) => {
        if (terminals.find((terminal) => terminal.id === id)?.running !== false) return
        stop()
        resolve()
      })
    })
    const viewer = watchTerminal(linked.link, { terminalId: id })
    await viewer.untilExit()
    const [first] = viewer.events
    expect(first?.event.kind === 'snapshot' && first.event.data + viewer.text()).toMatch(/2000000\r\nlast/)
    await viewer.leave()
  })
})
