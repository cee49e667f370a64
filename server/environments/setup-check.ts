import { spawnSync } from 'node:child_process'
import type { CheckPart } from './adapter.ts'

const parseMs = 5_000

/** Whether the setup command is one that a shell understands. Nothing of it is run: it belongs in a fresh clone. */
export function setupPart(command: string | undefined): CheckPart[] {
  if (command === undefined) return []
  const { status, stderr, error } = spawnSync('/bin/sh', ['-n', '-c', command], { timeout: parseMs, encoding: 'utf8', env: { LC_ALL: 'C' } })
  if (error) return [{ what: 'setup', ok: false, message: 'It could not be found out whether the setup command is well formed.', fix: 'Try again; it runs with each new session all the same.' }]
  if (status === 0) return [{ what: 'setup', ok: true, message: 'The setup command is well formed; it runs in each new clone.', fix: null }]
  return [{ what: 'setup', ok: false, message: `A shell does not understand the setup command: ${(stderr.trim().split('\n')[0] ?? '').slice(0, 200)}.`, fix: 'Mend the command.' }]
}
