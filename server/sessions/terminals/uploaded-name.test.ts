import { expect, test } from 'vitest'
import { uploadedName } from './uploaded-name.ts'

test.each([
  ['Screenshot 2026-11-21 at 10.30.00 (2).png', 'Screenshot-2026-11-21-at-10.30.00-2.png'],
  ['設計図.png', '設計図.png'],
  ['../../etc/passwd', 'etc-passwd'],
  ["'; rm -rf ~ #.jpg", 'rm-rf.jpg'],
  ['--option', 'option'],
  ['.bashrc', 'bashrc'],
  ['\u202egpj.exe', 'gpj.exe'],
  ['$(id)', 'id'],
  ['...', 'file'],
])('%j is put down as %s', (name, wanted) => {
  expect(uploadedName(name)).toBe(wanted)
})

test('a long name keeps its ending, and fits a file system of bytes', () => {
  const name = uploadedName(`${'長'.repeat(200)}.jpeg`)
  expect(name).toBe(`${'長'.repeat(75)}.jpeg`)
  expect(Buffer.byteLength(name)).toBeLessThan(255)
})
