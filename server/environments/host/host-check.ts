import { accessSync, constants } from 'node:fs'
import type { CheckPart } from '../adapter.ts'
import { programOnPath } from './host-programs.ts'

/** Tries what sessions on this machine need. */
export function checkHost({ env, dataDir }: { env: Record<string, string | undefined>; dataDir: string }): CheckPart[] {
  return [
    program(env, { name: 'git', fix: 'Install git (Debian: apt-get install git; macOS: xcode-select --install).' }),
    program(env, { name: 'claude', fix: 'Install Claude Code (npm install -g @anthropic-ai/claude-code), or run sessions with the agent "shell".' }),
    folder(dataDir),
  ]
}

function program(env: Record<string, string | undefined>, { name, fix }: { name: string; fix: string }): CheckPart {
  const found = programOnPath(name, env['PATH'])
  return found
    ? { what: name, ok: true, message: `${name} is ${found}.`, fix: null }
    : { what: name, ok: false, message: `${name} is not on the PATH that claudework was started with.`, fix }
}

function folder(dataDir: string): CheckPart {
  const ok = permits(dataDir, constants.W_OK)
  return { what: 'data directory', ok, message: ok ? 'The data directory can be written.' : 'The data directory cannot be written.', fix: ok ? null : 'Give it to the user that runs claudework, or set CLAUDEWORK_DATA_DIR.' }
}

function permits(path: string, mode: number): boolean {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false // not there, or not for us: the answer that was asked for
  }
}
