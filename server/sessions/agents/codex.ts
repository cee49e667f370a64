import type { Sign } from '../agent-state/signal.ts'
import type { Agent, Launch, PermissionMode } from './agent.ts'

const flags: Record<PermissionMode, readonly string[]> = {
  default: [],
  acceptEdits: ['--sandbox', 'workspace-write', '--ask-for-approval', 'on-request'],
  plan: ['--sandbox', 'read-only', '--ask-for-approval', 'on-request'],
  auto: ['--sandbox', 'workspace-write', '--ask-for-approval', 'never'],
  bypassPermissions: ['--dangerously-bypass-approvals-and-sandbox'],
}

/** Its own notifications, as OSC 9, also while its terminal has the focus: it would say them to nobody else. */
const notices = ['-c', 'tui.notifications=true', '-c', 'tui.notification_method="osc9"', '-c', 'tui.notification_condition="always"']

/** A server that it starts beside itself for all of a person's terminals would live and die with the one session that was first. */
const byItself = ['-c', 'features.daemon_auto_start=false']

export const codex: Agent = {
  id: 'codex',
  name: 'Codex',
  start: (launch) => [['codex', ...argumentsOf(launch)]],
  // The last conversation of this folder; it begins a new one where there is none.
  resume: (launch) => [['codex', 'resume', '--last', ...argumentsOf(launch)]],
  resumes: true,
  needs: ['the codex CLI'],
  program: 'codex',
  install: 'npm install -g @openai/codex',
  permissionModes: ['default', 'acceptEdits', 'plan', 'auto', 'bypassPermissions'],
  takesPrompt: true,
  reporting: 'output',
  signs: { title: titleSign, notification: noticeSign },
  ask: null,
  confirmsPrompts: false,
  files: () => [],
  env: () => ({}),
}

function argumentsOf({ work, permissionMode, prompt }: Launch): string[] {
  return [...notices, ...byItself, ...trusting(work), ...(permissionMode === undefined ? [] : flags[permissionMode]), ...(prompt === undefined ? [] : ['--', prompt])]
}

/** The clone is what the session was made for, so its question of trust asks nothing new. A JSON string is one of TOML, too. */
function trusting(folder: string): string[] {
  return ['-c', `projects={${JSON.stringify(folder)}={trust_level="trusted"}}`]
}

/** Its title begins with a braille spinner in a turn, and blinks `[ ! ] Action Required` while it is asked for something. */
function titleSign(title: string): Sign | null {
  if (/^[\u2800-\u28ff]/.test(title)) return { state: 'working', message: null }
  if (/^\[ [!.] \] Action Required/.test(title)) return { state: 'waiting', message: null }
  return title.trim() === '' ? null : { state: 'resting', message: null }
}

/** `Approval requested: cargo test`, `Codex wants to edit README.md`; what else it notifies of is the end of a turn. */
function noticeSign(text: string): Sign {
  if (/^Approval requested\b|^Codex wants to edit\b/.test(text)) return { state: 'waiting', message: text, waitsFor: 'permission' }
  if (/^(?:Plan mode prompt|Question requested|Questions? from)\b/.test(text)) return { state: 'waiting', message: text, waitsFor: 'question' }
  return { state: 'resting', message: null }
}
