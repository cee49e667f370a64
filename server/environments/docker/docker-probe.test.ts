import { describe, expect, it } from 'vitest'
import { limitsPart } from './docker-check.ts'
import { readProbe } from './docker-probe.ts'

const gibibyte = 1024 ** 3
const limits = { memory: gibibyte, nanoCpus: 1_500_000_000, pids: 300 }

describe('what a container says of its limits', () => {
  it.each([
    { version: 2, words: `wrote yes\nmemory ${String(gibibyte)}\npids 300\ncpu 150000 100000\n` },
    { version: 1, words: `wrote yes\r\nmemory ${String(gibibyte)}\npids 300\nquota 150000\nperiod 100000\n` },
  ])('is read from control groups of version $version', ({ words }) => {
    expect(readProbe(words.replaceAll('\r', ''))).toEqual({ wrote: true, memory: gibibyte, pids: 300, cpus: 1.5, reachedNeighbour: false })
    expect(limitsPart(readProbe(words.replaceAll('\r', '')), limits)).toMatchObject({ ok: true })
  })

  it('that are not there is a finding, for each of them', () => {
    const none = readProbe('wrote yes\nmemory 9223372036854771712\npids max\nquota -1\nperiod 100000\n')
    expect(none).toMatchObject({ memory: null, pids: null, cpus: null })
    expect(limitsPart(none, limits)).toMatchObject({ ok: false, message: expect.stringMatching(/memory and the number of processes and CPU/) as unknown })
    expect(limitsPart(readProbe(''), { ...limits, nanoCpus: null }).ok).toBe(false)
  })
})
