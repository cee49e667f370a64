import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkedSupervisor, type LinkedSupervisor, openShell, watchTerminal } from './testing/running-supervisor.ts'

let linked: LinkedSupervisor
beforeAll(async () => { linked = await linkedSupervisor() })
afterAll(() => linked[Symbol.asyncDispose]())

describe('input', () => {
  test('F09 with the same client and number arrives once, also over a new connection', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, 'stty -echo raw; printf ready; cat')
    const viewer = watchTerminal(linked.link, { terminalId: id, offset: 0 })
    await viewer.untilText('ready')
    const write = { terminalId: id, clientId: 'c1', data: Buffer.from('once.') }
    await Promise.all([linked.link.write({ ...write, seq: 1 }), linked.link.write({ ...write, seq: 1 })])
    const second = linked.supervisor.link()
    await second.ready(AbortSignal.timeout(30_000))
    await second.write({ ...write, seq: 1 })
    await second.write({ ...write, seq: 2, data: Buffer.from('end') })
    await viewer.untilText('end')
    expect(viewer.text()).toBe('readyonce.end')
    second.dispose()
    await viewer.leave()
    await linked.link.close(id)
  })

  test('F10 of 10 MB arrives intact', async () => {
    const id = linked.freshId()
    const paste = Buffer.from(randomBytes(5 * 1024 * 1024).toString('hex'))
    await openShell(linked.link, id, `stty raw -echo; echo ready; head -c ${String(paste.length)} | sha256sum`)
    const viewer = watchTerminal(linked.link, { terminalId: id, offset: 0 })
    await viewer.untilText('ready')
    for (let at = 0, number = 0; at < paste.length; at += 256 * 1024) await linked.link.write({ terminalId: id, clientId: 'p', seq: number++, data: paste.subarray(at, at + 256 * 1024) })
    await viewer.untilExit(50_000)
    expect(viewer.text()).toContain(createHash('sha256').update(paste).digest('hex'))
    await viewer.leave()
  })

  test('A49 of all 256 bytes reaches the program as it is', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, 'stty raw -echo; echo ready; head -c 256 | od -An -v -tu1')
    const viewer = watchTerminal(linked.link, { terminalId: id, offset: 0 })
    await viewer.untilText('ready')
    await linked.link.write({ terminalId: id, data: Buffer.from(Array.from({ length: 256 }, (_, i) => i)) })
    await viewer.untilExit()
    expect(viewer.text().split('ready')[1]?.trim().split(/\s+/).map(Number)).toEqual(Array.from({ length: 256 }, (_, i) => i))
    await viewer.leave()
  })

  test('to a program that has ended is refused', async () => {
    const id = linked.freshId()
    await openShell(linked.link, id, 'true')
    const viewer = watchTerminal(linked.link, { terminalId: id, offset: 0 })
    await viewer.untilExit()
    await expect(linked.link.write({ terminalId: id, data: Buffer.from('x') })).rejects.toMatchObject({ kind: 'precondition' })
    await viewer.leave()
  })
})
