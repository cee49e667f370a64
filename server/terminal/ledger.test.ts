import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createLedger } from '../../e2e/ledger/ledger.ts'
import { cuttable, runningSupervisor } from './testing/running-supervisor.ts'

const printer = fileURLToPath(new URL('../../e2e/ledger/print.mjs', import.meta.url))

test('the ledger itself notices what is lost, doubled and changed', () => {
  const lines = ['1|1|e8b7be43|a\r\n', '2|0|0|\r\n', '3|1|71beeff9|b\r\n', 'end|3\r\n']
  const read = (...which: string[]) => {
    const ledger = createLedger()
    for (const byte of Buffer.from(which.join(''))) ledger.push(Uint8Array.of(byte))
    return ledger.result()
  }
  const [one = '', two = '', three = '', end = ''] = lines
  expect(read(...lines)).toEqual({ seen: 3, lost: 0, doubled: 0, changed: 0, ended: true })
  expect(read(one, three, end)).toMatchObject({ lost: 1 })
  expect(read(one, two, end)).toMatchObject({ lost: 1 })
  expect(read(one, two, two, three, end)).toMatchObject({ doubled: 1 })
  expect(read(one, two, three.replace('b', 'c'), end)).toMatchObject({ changed: 1 })
})

test('F01 I1 I2 the ledger is whole for every viewer through 300 cuts', { timeout: 120_000 }, async () => {
  await using supervisor = runningSupervisor()
  const line = cuttable(supervisor.socket)
  const link = supervisor.link({ connect: line.connect, backoff: { firstMs: 1, longestMs: 5 } })
  await link.ready(AbortSignal.timeout(30_000))
  await link.open({ id: 'a.ledger', kind: 'shell', title: 'ledger', commands: [[process.execPath, printer, '30000', '7', '100', '20']], cwd: '/', env: {}, cols: 80, rows: 24 })
  let cuts = 0
  let bytes = 0
  const viewers = Array.from({ length: 3 }, async (_, i) => {
    const ledger = createLedger()
    for await (const { event } of link.attach({ terminalId: 'a.ledger', offset: 0, signal: AbortSignal.timeout(100_000) })) {
      expect(event.kind).not.toBe('snapshot')
      if (event.kind === 'exit') break
      if (event.kind !== 'data') continue
      ledger.push(event.bytes)
      // One of them cuts the line that all share, whenever a few kB have come over it.
      bytes += i === 0 ? event.bytes.length : 0
      if (bytes < 5_000 || cuts === 300) continue
      bytes = 0
      cuts += 1
      line.cut()
    }
    return ledger.result()
  })
  for (const result of await Promise.all(viewers)) expect(result).toEqual({ seen: 30_000, lost: 0, doubled: 0, changed: 0, ended: true })
  expect(cuts).toBeGreaterThan(100)
  link.dispose()
})
