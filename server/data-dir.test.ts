import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
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

test('F42 a folder of other things, such as /tmp, is refused and left open', () => {
  const shared = newFolder()
  writeFileSync(join(shared, 'of-somebody-else'), '')
  chmodSync(shared, 0o1777)
  expect(() => openDataDir(shared)).toThrow(`The data directory ${shared} holds other things and is open to others; claudework would close it to them. Set CLAUDEWORK_DATA_DIR to a folder of its own, such as ${join(shared, 'claudework')}.`)
  expect(statSync(shared).mode & 0o1777).toBe(0o1777)
})

test('F42 a home that others look into is refused and left open, and one that is closed is used', () => {
  const home = newFolder()
  writeFileSync(join(home, '.bashrc'), '')
  vi.stubEnv('HOME', home)
  chmodSync(home, 0o755)
  expect(() => openDataDir(home)).toThrow(/holds other things and is open to others/)
  expect(statSync(home).mode & 0o777).toBe(0o755)
  chmodSync(home, 0o700)
  openDataDir(home).release()
})

test('F42 a folder that was made for us, with a database or a log in it, is closed and used', () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'server.log'), '')
  chmodSync(folder, 0o775)
  openDataDir(folder).release()
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test('F42 an empty disk, and a folder of ours that somebody opened, are closed and used', () => {
  const disk = newFolder()
  mkdirSync(join(disk, 'lost+found'))
  for (const mode of [0o755, 0o777]) {
    chmodSync(disk, mode)
    openDataDir(disk).release()
    expect(statSync(disk).mode & 0o777).toBe(0o700)
  }
})

test.each(['token', 'label', 'signing-key'])('A26 a secret that others can read is not used: %s', (name) => {
  const path = newFolder()
  const first = openDataDir(path)
  first.token()
  first.release()
  for (const mode of [0o644, 0o640, 0o604]) {
    chmodSync(join(path, name), mode)
    expect(() => openDataDir(path).token()).toThrow(`Others on this machine can read ${join(path, name)}; claudework wants it to be yours alone. Run: chmod 600 ${join(path, name)}`)
  }
  chmodSync(join(path, name), 0o600)
  openDataDir(path).release()
})

test('A26 each installation has secrets of its own, of 256 bits, that only its owner can read', () => {
  const [one, other] = [newFolder(), newFolder()].map((path) => {
    const opened = openDataDir(path)
    const secrets = [opened.token(), opened.label, opened.signingKey.toString('hex')]
    opened.release()
    for (const name of ['token', 'label', 'signing-key']) expect(statSync(join(path, name)).mode & 0o777).toBe(0o600)
    return secrets
  })
  expect(Buffer.from(one?.[0] ?? '', 'base64url')).toHaveLength(32)
  expect(one?.filter((secret) => other?.includes(secret))).toEqual([])
})
