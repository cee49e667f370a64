// The agents that a session can run, each as one entry: what starts it and what it needs beside it.
import type { AgentName } from '../../contract/session.ts'
import { Problem } from '../problem.ts'

export type AgentFile = { path: string; data: string; ifAbsent: boolean }

export type Agent = {
  id: AgentName
  name: string
  /** Candidates; the first whose program exists is run. */
  commands: string[][]
  /** Same, continuing the conversation that the session had. */
  resumeCommands: string[][]
  resumes: boolean
  /** What the place must have, in words. */
  needs: string[]
  /** Files that must be there before it starts, relative to the session's state directory. */
  files(context: AgentContext): AgentFile[]
  env(context: AgentContext): Record<string, string>
}

export type AgentContext = { work: string; state: string; env: Record<string, string> }

const claudeConfig = 'claude'

const shellCommands = [['/bin/bash'], ['/bin/sh']]

const claude: Agent = {
  id: 'claude',
  name: 'Claude Code',
  commands: [['claude']],
  resumeCommands: [['claude', '--continue']],
  resumes: true,
  needs: ['the claude CLI'],
  files: ({ work, env }) => [{ path: `${claudeConfig}/.claude.json`, data: JSON.stringify(onboarded(work, env), null, 2), ifAbsent: true }],
  env: ({ state }) => ({
    CLAUDE_CONFIG_DIR: `${state}/${claudeConfig}`,
    // The clone is what the session was made for, so its trust dialog (whose default answer is no) asks nothing new.
    CLAUDE_CODE_SANDBOXED: '1',
  }),
}

const shell: Agent = {
  id: 'shell',
  name: 'Shell',
  commands: shellCommands,
  resumeCommands: shellCommands,
  resumes: false,
  needs: [],
  files: () => [],
  env: () => ({}),
}

const agents: Partial<Record<AgentName, Agent>> = { claude, shell }

export function agentOf(id: AgentName): Agent {
  const agent = agents[id]
  if (!agent) throw new Problem('precondition', `The agent "${id}" is not supported yet; use ${Object.keys(agents).join(' or ')}.`)
  return agent
}

/** The commands of a plain shell terminal beside the agent. */
export function shellAgent(): Agent {
  return shell
}

// Without hasCompletedOnboarding the CLI contacts its own service before anything else and exits where that fails; an API key is
// taken without a question only when the last 20 characters of it are on the approved list.
function onboarded(work: string, env: Record<string, string>): Record<string, unknown> {
  const key = env['ANTHROPIC_API_KEY']
  return {
    hasCompletedOnboarding: true,
    lastOnboardingVersion: '99.0.0',
    theme: 'dark',
    hasSeenAutoDefaultNudge: true,
    ...(key ? { customApiKeyResponses: { approved: [key.slice(-20)], rejected: [] } } : {}),
    projects: { [work]: { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true } },
  }
}
