import type { AgentName, permissionModes } from '../../../contract/session.ts'

export const agentWords: Record<AgentName, { title: string; text: string }> = {
  claude: { title: 'Claude Code', text: 'the agent, in a terminal' },
  codex: { title: 'Codex', text: "OpenAI's agent" },
  gemini: { title: 'Gemini', text: "Google's agent" },
  shell: { title: 'Shell', text: 'a terminal, nothing else' },
  command: { title: 'Command', text: 'a program of your own' },
}

export type PermissionMode = (typeof permissionModes)[number]

export const permissionWords: Record<PermissionMode, string> = {
  default: 'Ask first',
  acceptEdits: 'Edit without asking',
  plan: 'Read and plan only',
  auto: 'Its own judgement',
  bypassPermissions: 'Never ask',
}
