import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { completionScript } from './completion-script.ts'
import { reference } from './reference.ts'
import { createVerbs } from './verbs.ts'

it('docs/CLI.md is current; "npm run docs" writes it', async () => {
  expect(readFileSync(join(import.meta.dirname, '../docs/CLI.md'), 'utf8')).toBe(reference(await createVerbs().all()))
})

it.each([
  ['claudework st', 'start stop'], ['claudework new --agent c', 'claude codex command'], ['claudework ls --q', '--quiet'],
  ['claudework completion z', 'zsh'], ['claudework env c', 'create check'], ['claudework env check c', ''], ['claudework help at', 'attach'],
])('bash completes %j', async (line, words) => {
  const typed = line.split(' ')
  const script = `${completionScript('bash', await createVerbs().all())}\nCOMP_WORDS=(${typed.join(' ')}); COMP_CWORD=${String(typed.length - 1)}; _claudework; echo "\${COMPREPLY[@]}"`
  expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim()).toBe(words)
})
