import { expect, it } from 'vitest'
import { commandsOf, fencedBlocks } from './fenced-blocks.ts'

const page = `# Page

A paragraph.

\`\`\`sh
first --word   # what it does
# a comment alone
second \\
  --goes-on "# no comment"
third   # (not run by the tests)
\`\`\`

Elsewhere (not run by the tests):

\`\`\`
a file {
}
\`\`\`
`

it('finds what a page tells to type, and what it marks', () => {
  const [shell, file] = fencedBlocks(page)
  expect(file).toMatchObject({ language: '', marked: true, line: 15 })
  expect(shell).toMatchObject({ language: 'sh', marked: false, line: 5 })
  expect(shell && commandsOf(shell)).toEqual([
    { command: 'first --word', line: 6, marked: false },
    { command: 'second \\\n  --goes-on "# no comment"', line: 8, marked: false },
    { command: 'third', line: 10, marked: true },
  ])
})
