import { defineAgent, type Launch, type PermissionMode } from './agent.ts'

const flags: Record<PermissionMode, readonly string[]> = {
  default: [],
  acceptEdits: ['--sandbox', 'workspace-write', '--ask-for-approval', 'on-request'],
  plan: ['--sandbox', 'read-only', '--ask-for-approval', 'on-request'],
  auto: ['--sandbox', 'workspace-write', '--ask-for-approval', 'never'],
  bypassPermissions: ['--dangerously-bypass-approvals-and-sandbox'],
}

export const codex = defineAgent({
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
  ask: null,
  confirmsPrompts: false,
  files: () => [],
  env: () => ({}),
})

function argumentsOf({ permissionMode, prompt }: Launch): string[] {
  return [...(permissionMode === undefined ? [] : flags[permissionMode]), ...(prompt === undefined ? [] : ['--', prompt])]
}
