import { expect, test } from 'vitest'
import type { ReadRequest } from '../protocol.ts'
import { OutputLog } from './output-log.ts'
import { Reads } from './reads.ts'
import { Viewers } from './viewers.ts'

test('a viewer that waits when its terminal is closed is let go, and is told so when it asks again', async () => {
  const log = new OutputLog({ incarnation: 0, capacity: 1024 })
  const viewers = new Viewers(log, { pause: () => undefined, resume: () => undefined, onCount: () => undefined })
  const size = { cols: 80, rows: 24, owner: null }
  const reads = new Reads({ log, viewers, snapshot: () => Promise.resolve({ offset: 0, data: '', cols: 80, rows: 24 }), size: () => size })
  const request: ReadRequest = { terminalId: 'a', viewer: 'v', clientId: undefined, offset: 0, max: 100 }
  await reads.read('v', request)
  const waiting = reads.read('v', request)
  reads.close()
  expect(await waiting).toEqual({ pieces: [] })
  await expect(reads.read('v', request)).rejects.toMatchObject({ kind: 'not-found' })
})
