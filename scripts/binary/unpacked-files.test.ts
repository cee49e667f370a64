import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { packFiles, type Packed } from './packed-files.ts'
import { placeProgram, unpackFiles, type Unpacking } from './unpacked-files.ts'

let folder = ''
let packed: Packed
let asked = 0

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'claudework-unpack-'))
  asked = 0
  const source = join(folder, 'source')
  mkdirSync(join(source, 'dist/cli'), { recursive: true })
  writeFileSync(join(source, 'dist/cli/program.cjs'), 'the program')
  writeFileSync(join(source, 'native.node'), 'native code', { mode: 0o755 })
  packed = packFiles({ root: source, paths: ['native.node', 'dist/cli/program.cjs'], beside: ['v24'] })
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const runtimes = (): string => join(folder, 'runtime')

function unpack(options: Partial<Unpacking> = {}): string {
  return unpackFiles({ list: packed.list, bytes: () => { asked++; return packed.bytes }, runtimes: runtimes(), wanted: () => true, ...options })
}

test('A82 files come out as they went in, in folders that only their owner can enter', () => {
  const root = unpack()
  expect(readFileSync(join(root, 'dist/cli/program.cjs'), 'utf8')).toBe('the program')
  expect(readFileSync(join(root, 'native.node'), 'utf8')).toBe('native code')
  expect([runtimes(), root, join(root, 'dist/cli'), join(root, 'native.node')].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700, 0o700, 0o700])
  expect(statSync(join(root, 'dist/cli/program.cjs')).mode & 0o777).toBe(0o600)
})

test('a second start reads nothing from the archive and writes nothing', () => {
  const before = statSync(join(unpack(), 'native.node'))
  expect(statSync(join(unpack(), 'native.node')).ino).toBe(before.ino)
  expect(asked).toBe(1)
})

test('a file that was changed is put right before it is used, beside the one that something may have open', () => {
  const file = join(unpack(), 'native.node')
  const before = statSync(file).ino
  writeFileSync(file, 'Native code')
  expect(readFileSync(join(unpack(), 'native.node'), 'utf8')).toBe('native code')
  expect(statSync(file).ino).not.toBe(before)
})

test('A82 a link, a missing file and a file that others may write are put right too', () => {
  const root = unpack()
  const [native, program] = [join(root, 'native.node'), join(root, 'dist/cli/program.cjs')]
  writeFileSync(join(folder, 'elsewhere'), 'native code', { mode: 0o700 })
  rmSync(native)
  symlinkSync(join(folder, 'elsewhere'), native)
  chmodSync(program, 0o666)
  unpack()
  expect(statSync(program).mode & 0o777).toBe(0o600)
  writeFileSync(join(folder, 'elsewhere'), 'changed later')
  expect(readFileSync(native, 'utf8')).toBe('native code')
  rmSync(native)
  unpack()
  expect(existsSync(native)).toBe(true)
})

test('only what is wanted is made', () => {
  const root = unpack({ wanted: (path) => path.startsWith('dist/cli/') })
  expect([existsSync(join(root, 'dist/cli/program.cjs')), existsSync(join(root, 'native.node'))]).toEqual([true, false])
})

test('other content is another folder, so that an upgrade leaves the files of what runs alone', () => {
  const root = unpack()
  const next = packFiles({ root: join(folder, 'source'), paths: ['native.node', 'dist/cli/program.cjs'], beside: ['v26'] })
  expect(unpack({ list: next.list, bytes: () => next.bytes })).not.toBe(root)
  expect(readFileSync(join(root, 'native.node'), 'utf8')).toBe('native code')
})

test('A82 a folder that is a link is refused with a sentence that names it', () => {
  mkdirSync(join(folder, 'of-somebody'))
  symlinkSync(join(folder, 'of-somebody'), runtimes())
  expect(() => unpack()).toThrow(`${runtimes()} is to hold programs`)
})

test('the copy of the program is made once and does not follow the original', () => {
  const [root, program] = [unpack(), join(folder, 'claudework')]
  writeFileSync(program, 'binary one', { mode: 0o755 })
  const copy = placeProgram(program, root)
  const made = statSync(copy)
  expect([placeProgram(program, root), statSync(copy).ino, made.mode & 0o777]).toEqual([copy, made.ino, 0o700])
  rmSync(program)
  writeFileSync(program, 'BINARY ONE')
  expect(readFileSync(copy, 'utf8')).toBe('binary one')
})
