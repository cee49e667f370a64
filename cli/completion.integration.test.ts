// What `claudework completion` prints, in the shells themselves.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ensureShell } from '../scripts/provision/shells.mjs'
import { ensureTmux } from '../scripts/provision/tmux.mjs'
import { completionScript, type Shell } from './completion-script.ts'
import { startTmux, type Tmux } from './testing/tmux.ts'
import { createVerbs } from './verbs.ts'

const folder = mkdtempSync(join(tmpdir(), 'claudework-completion-'))
// Beside the shells' own: what it is asked for is the names of sessions.
const env = { ...process.env, HOME: folder, PATH: `${folder}:${process.env['PATH'] ?? ''}` }

beforeAll(async () => {
  ensureTmux()
  for (const shell of ['zsh', 'fish'] as const) ensureShell(shell)
  writeFileSync(join(folder, 'claudework'), '#!/bin/sh\necho shop; echo search-ja\n', { mode: 0o755 })
  for (const shell of ['bash', 'zsh', 'fish'] as const) writeFileSync(script(shell), completionScript(shell, await createVerbs().all()))
})
afterAll(() => { rmSync(folder, { recursive: true }) })

const script = (shell: Shell): string => join(folder, `completion.${shell}`)

const lines: [typed: string, words: string[]][] = [
  ['claudework comp', ['completion']], ['claudework stop se', ['search-ja']], ['claudework new --agent c', ['claude', 'codex', 'command']],
  ['claudework ls --q', ['--quiet']], ['claudework completion z', ['zsh']], ['claudework env c', ['create', 'check']],
]

it.each(lines)('fish completes %j', (line, words) => {
  const completed = execFileSync('fish', ['--no-config', '-c', `source ${script('fish')}; complete --do-complete $argv[1]`, line], { env, encoding: 'utf8' })
  expect(completed.trim().split('\n').map((one) => one.split('\t')[0])).toEqual(words.toSorted())
})

it.each(['bash', 'zsh'] as const)('%s completes as a person types', async (shell) => {
  using here = startTmux({ cols: 100, rows: 24, env })
  here.line(shell === 'bash' ? "exec env PS1='here$ ' bash --norc --noprofile" : "exec env PS1='here$ ' zsh -f")
  await here.shows('here$')
  here.line(`source ${script(shell)}; clear`)
  for (const [line, words] of lines) {
    const [only = ''] = words
    here.line('clear')
    await here.shows(/^here\$\s*$/)
    typed(here, line)
    if (words.length === 1) {
      await here.shows(`${line.slice(0, line.lastIndexOf(' '))} ${only}`)
    } else {
      typed(here, '')
      await here.shows(new RegExp(words.toSorted().join('\\s+')))
    }
    here.keys('C-c')
  }
})

/** Types, then presses Tab. */
function typed(here: Tmux, text: string): void {
  if (text !== '') here.keys('-l', text)
  here.keys('Tab')
}
