import { expect, test } from 'vitest'
import { showActivity } from './last-activity.ts'

type Row = NonNullable<ReturnType<Parameters<typeof showActivity>[0]['find']>>

test('T4 typing tells everyone who looks at the session once a second, not with each key', () => {
  let row = { id: 's', lastActivityAt: null } as unknown as Row
  const told: (string | null)[] = []
  const store = {
    find: () => row,
    show: (_id: string, patch: Partial<Row>) => {
      row = { ...row, ...patch }
      told.push(row.lastActivityAt)
    },
  }
  for (const at of ['10.000', '10.050', '10.999', '11.000', '11.200', '30.000', '05.000']) showActivity(store, 's', `2026-01-01T00:00:${at}Z`)
  expect(told).toEqual(['10.000', '11.000', '30.000', '05.000'].map((at) => `2026-01-01T00:00:${at}Z`))
})
