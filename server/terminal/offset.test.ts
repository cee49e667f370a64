import { expect, test } from 'vitest'
import { incarnationOf, offsetsPerIncarnation } from '../../contract/offset.ts'
import * as supervisor from '../../supervisor/protocol.ts'

test('a supervisor, which shares no code with the page, counts its offsets as everybody does', () => {
  expect(offsetsPerIncarnation).toBe(supervisor.offsetsPerIncarnation)
  expect(incarnationOf(3 * supervisor.offsetsPerIncarnation + 7)).toBe(3)
})
