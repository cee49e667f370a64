import { globSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { oldestLibraries } from './build.ts'
import { neededVersions, newerThan } from './needed-versions.ts'

describe('versions of libraries', () => {
  it('are newer by number, in their own family', () => {
    expect(newerThan(['GLIBC_2.28', 'GLIBCXX_3.4.25'], ['GLIBC_2.3.4', 'GLIBC_2.28', 'GLIBC_2.29', 'GLIBC_2.100', 'GLIBCXX_3.4.25', 'GLIBCXX_3.4.26', 'GLIBC_3', 'CXXABI_9.9']))
      .toEqual(['GLIBC_2.29', 'GLIBC_2.100', 'GLIBCXX_3.4.26', 'GLIBC_3'])
  })

  it.runIf(process.platform === 'linux').each([process.execPath, ...globSync(['node_modules/@libsql/linux-*-gnu/*.node', 'dist/supervisor/pty-linux-*.node'])])('that %s asks for are those of the oldest machine', (file) => {
    const versions = neededVersions(file)
    expect(versions).toEqual(expect.arrayContaining([expect.stringMatching(/^GLIBC_2\./)]))
    expect(newerThan(oldestLibraries, versions)).toEqual([])
    // Would it have been seen?
    expect(newerThan(['GLIBC_2.2'], versions)).not.toEqual([])
  })
})
