import { execFileSync } from 'node:child_process'
import { mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDataDir } from './data-dir.ts'

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'claudework-data-'))

/** What another process that opens the folder says. */
function openedElsewhere(path: string): string {
  const program = `import('${join(import.meta.dirname, 'data-dir.ts')}').then(({ openDataDir }) => openDataDir(process.argv[1])).then(() => console.log('opened'), (error) => console.log(error.message))`
  return execFileSync(process.execPath, ['--input-type=module', '-e', program, path], { encoding: 'utf8' }).trim()
}

test('F13 a second instance on the same folder is refused, and told who has it', () => {
  const path = newFolder()
  const first = openDataDir(path)
  expect(openedElsewhere(path)).toMatch(new RegExp(`^Another claudework \\(process ${String(process.pid)}\\) uses this data directory\\. Stop it, or set CLAUDEWORK_DATA_DIR`))
  first.release()
  expect(openedElsewhere(path)).toBe('opened')
})

test.each([
  { what: 'a process that is gone', lock: JSON.stringify({ pid: 2 ** 22 - 1, startTime: '1' }) },
  { what: 'another process of the same number', lock: JSON.stringify({ pid: 1, startTime: 'long ago' }) },
  { what: 'nobody, being torn', lock: '{"pid":' },
])('F13 a lock of $what keeps nobody out', ({ lock }) => {
  const path = newFolder()
  writeFileSync(join(path, 'lock'), lock)
  openDataDir(path).release()
})

test('A27 the folder is for its owner only, and knows whether it was used before', () => {
  const path = join(newFolder(), 'new')
  const first = openDataDir(path)
  expect(first.used).toBe(false)
  first.release()
  expect(statSync(path).mode & 0o777).toBe(0o700)
  const second = openDataDir(path)
  expect(second.used).toBe(true)
  second.release()
})

test('F42 a folder that cannot be is refused with its reason and what to do', () => {
  const file = join(newFolder(), 'file')
  writeFileSync(file, '')
  expect(() => openDataDir(join(file, 'below'))).toThrow(/cannot be used: a part of the path is a file; move it away, or set CLAUDEWORK_DATA_DIR/)
  expect(() => openDataDir(file)).toThrow(/there is a file of this name/)
})
