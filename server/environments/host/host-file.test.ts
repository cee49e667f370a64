import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { fileBelow } from './host-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'host-file-'))
afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

const most = 100
const state = join(folder, 'state')
mkdirSync(join(state, 'screens'), { recursive: true })
mkdirSync(join(folder, 'outside'))
for (const path of ['outside/secret', 'secret', 'state/screens/plain', 'state/kept']) writeFileSync(join(folder, path), path)
writeFileSync(join(state, 'screens/long'), 'x'.repeat(most + 1))
execFileSync('mkfifo', [join(state, 'screens/pipe')])

const links: Record<string, string> = {
  absolute: join(folder, 'secret'),
  relative: '../../secret',
  sibling: '../kept',
  'of-a-link': 'absolute',
  dangling: '/nowhere/at/all',
  loop: 'loop',
  'to-a-folder': '..',
  'to-a-device': '/dev/zero',
  'to-proc': '/proc/self/environ',
}
for (const [name, target] of Object.entries(links)) symlinkSync(target, join(state, 'screens', name))
symlinkSync(join(folder, 'outside'), join(state, 'away'))
symlinkSync('screens', join(state, 'inside'))

describe('A65 a file that a session wrote is read as no other file', () => {
  it.each(Object.keys(links))('not through a link that is %s', async (name) => {
    expect(await fileBelow(state, `screens/${name}`, most)).toBeNull()
  })
  it.each([['a folder that leads away', 'away/secret'], ['a folder that leads to another', 'inside/plain'], ['a file in the place of a folder', 'kept/plain'], ['a folder in the place of a file', 'screens'], ['a pipe, which would be waited for', 'screens/pipe'], ['one that is too long', 'screens/long'], ['one that is not there', 'screens/none']])('not %s', async (_, path) => {
    expect(await fileBelow(state, path, most)).toBeNull()
  })
  it('but itself', async () => {
    expect(Buffer.from(await fileBelow(state, 'screens/plain', most) ?? []).toString('utf8')).toBe('state/screens/plain')
  })
})
