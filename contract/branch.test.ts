import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { branchProblem } from './branch.ts'

const names = [
  'main', 'feature/login', 'release-2.4', 'a', '日本語', 'v1.0', 'a.b', 'UPPER', 'x@y', '',
  '-x', '--upload-pack=x', 'a..b', 'a b', 'a~b', 'a^b', 'a:b', 'a?b', 'a*b', 'a[b', 'a\\b', 'a@{b', '/a', 'a/', 'a//b',
  'a.', '.a', 'a/.b', 'a.lock', 'a.lock/b', 'a\nb', 'a\u007fb', 'a\tb',
]

describe('branchProblem', () => {
  it.each(names)('A54: agrees with git about %j', (name) => {
    expect(branchProblem(name) === null).toBe(gitTakes(name))
  })

  it('refuses "@", which git would read as HEAD', () => {
    expect(branchProblem('@')).toMatch(/must not contain/)
  })

  it('refuses a name that is too long', () => {
    expect(branchProblem('a'.repeat(256))).toMatch(/256 characters/)
  })
})

function gitTakes(name: string): boolean {
  try {
    execFileSync('git', ['check-ref-format', '--branch', name], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
