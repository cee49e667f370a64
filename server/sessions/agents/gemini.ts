import type { Sign } from '../agent-state/signal.ts'
import type { Agent, Launch, PermissionMode } from './agent.ts'

/** It has no mode that judges by itself, so `auto` has no counterpart. */
const approvalModes: Partial<Record<PermissionMode, string>> = { default: 'default', acceptEdits: 'auto_edit', plan: 'plan', bypassPermissions: 'yolo' }

export const gemini: Agent = {
  id: 'gemini',
  name: 'Gemini CLI',
  start: (launch) => [['gemini', ...argumentsOf(launch)]],
  resume: (launch) => [['gemini', '--resume', 'latest', ...argumentsOf(launch)]],
  resumes: true,
  needs: ['the gemini CLI'],
  program: 'gemini',
  install: 'npm install -g @google/gemini-cli',
  permissionModes: ['default', 'acceptEdits', 'plan', 'bypassPermissions'],
  takesPrompt: true,
  reporting: 'output',
  signs: { title: titleSign, notification: () => null },
  ask: null,
  confirmsPrompts: false,
  files: () => [],
  // As for the other agents: the clone is what the session was made for.
  env: () => ({ GEMINI_CLI_TRUST_WORKSPACE: 'true' }),
}

function argumentsOf({ permissionMode, prompt }: Launch): string[] {
  const mode = permissionMode === undefined ? undefined : approvalModes[permissionMode]
  // In one word with its option: a prompt may begin with a dash.
  return [...(mode === undefined ? [] : ['--approval-mode', mode]), ...(prompt === undefined ? [] : [`--prompt-interactive=${prompt}`])]
}

/** Its dynamic window title, which is on unless somebody switched it off: `✦  what it thinks of (folder)`, `✋  Action Required (folder)`. */
function titleSign(title: string): Sign | null {
  const [, mark = '', words = ''] = /^([✦⏲✋◇])\s+(.*?)(?: \([^()]*\))?\s*$/u.exec(title) ?? []
  if (mark === '✋') return { state: 'waiting', message: null, waitsFor: 'permission' }
  if (mark === '◇') return { state: 'resting', message: null }
  return mark === '' ? null : { state: 'working', message: words === 'Working…' ? null : words }
}
