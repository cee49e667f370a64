import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memoryKills } from './memory-kills.ts'

test.each([
  ['cgroup 2', 'low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n', 2],
  ['cgroup 1', 'oom_kill_disable 0\nunder_oom 0\noom_kill 5\n', 5],
  ['a kernel that does not tell', 'oom_kill_disable 0\n', 0],
])('kills for want of memory are read from %s', (_, content, count) => {
  const folder = mkdtempSync(join(tmpdir(), 'cw-oom-'))
  const path = join(folder, 'events')
  writeFileSync(path, content)
  expect(memoryKills(['/no/such/file', path])).toBe(count)
  rmSync(folder, { recursive: true })
})
