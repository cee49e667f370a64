// Which versions of which libraries a program of Linux asks the loader for: the section .gnu.version_r, elf(5), 64 bits, little endian.
import { readFileSync } from 'node:fs'

const needed = 0x6ffffffe

/** Such as `GLIBC_2.28` and `GLIBCXX_3.4.21`; of each of the libraries that it is linked with. */
export function neededVersions(file: string): string[] {
  const bytes = readFileSync(file)
  if (bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== 2 || bytes[5] !== 1) throw new Error(`${file} is no program of 64 bits, little endian`)
  const sections = Number(bytes.readBigUInt64LE(0x28))
  const [size, count] = [bytes.readUInt16LE(0x3a), bytes.readUInt16LE(0x3c)]
  const at = (index: number): { type: number; offset: number; link: number; entries: number } => {
    const header = sections + index * size
    return { type: bytes.readUInt32LE(header + 4), offset: Number(bytes.readBigUInt64LE(header + 24)), link: bytes.readUInt32LE(header + 40), entries: bytes.readUInt32LE(header + 44) }
  }
  return Array.from({ length: count }, (_, index) => at(index))
    .filter(({ type }) => type === needed)
    .flatMap(({ offset, link, entries }) => namesIn(bytes, { offset, entries, strings: at(link).offset }))
}

type Section = { offset: number; entries: number; strings: number }

function namesIn(bytes: Buffer, { offset, entries, strings }: Section): string[] {
  const names: string[] = []
  for (let library = offset, left = entries; left > 0; left--) {
    let version = library + bytes.readUInt32LE(library + 8)
    for (let more = bytes.readUInt16LE(library + 2); more > 0; more--) {
      const name = strings + bytes.readUInt32LE(version + 8)
      names.push(bytes.toString('latin1', name, bytes.indexOf(0, name)))
      version += bytes.readUInt32LE(version + 12)
    }
    library += bytes.readUInt32LE(library + 12)
  }
  return names
}

/** Those that are newer than what the oldest machine has. `oldest` names a version of each family, such as `GLIBC_2.28`. */
export function newerThan(oldest: readonly string[], versions: readonly string[]): string[] {
  return versions.filter((version) => oldest.some((limit) => familyOf(limit) === familyOf(version) && isNewer(numbersOf(version), numbersOf(limit))))
}

const familyOf = (version: string): string => version.replace(/_[^_]*$/, '')
const numbersOf = (version: string): number[] => version.replace(/^.*_/, '').split('.').map(Number)

function isNewer(one: readonly number[], other: readonly number[]): boolean {
  const differs = one.findIndex((number, index) => number !== (other[index] ?? 0))
  return differs >= 0 && (one[differs] ?? 0) > (other[differs] ?? 0)
}
