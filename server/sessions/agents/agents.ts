// The agents that a session can run, each as one entry: what starts it, what it needs, how it shows what it does.
import { agentNames, type AgentName } from '../../../contract/session.ts'
import { Problem } from '../../problem.ts'
import type { Agent, Launch } from './agent.ts'
import { claude } from './claude.ts'
import { codex } from './codex.ts'
import { command } from './command.ts'
import { gemini } from './gemini.ts'
import { shell } from './shell.ts'

export type { Agent, AgentContext, AgentFile, Launch, PermissionMode } from './agent.ts'

const agents: Readonly<Record<AgentName, Agent>> = { claude, codex, gemini, shell, command }

export function agentOf(id: AgentName): Agent {
  return agents[id]
}

/** The agent that a row names. A row may come from a later version and name one that this one does not have: it is a shell here. */
export function agentIn(row: { agent: string | null }): Agent {
  return agentOf(agentNames.find((name) => name === row.agent) ?? 'shell')
}

/** The commands of a plain shell terminal beside the agent. */
export function shellAgent(): Agent {
  return shell
}

export function allAgents(): Agent[] {
  return Object.values(agents)
}

/** Throws a Problem where an agent is asked for what it does not have. A prompt that it does not take is typed, so that is none. */
export function checkLaunch(agent: Agent, wish: Pick<Launch, 'permissionMode' | 'command'>): void {
  if (agent.id === 'command' && !wish.command?.length) throw new Problem('bad-input', 'The agent "command" needs the program to run, and its arguments, in `command`.')
  if (agent.id !== 'command' && wish.command !== undefined) throw new Problem('bad-input', `${agent.name} is started by its own command; leave \`command\` out, or choose the agent "command".`)
  const mode = wish.permissionMode
  if (mode === undefined || agent.permissionModes.includes(mode)) return
  const has = agent.permissionModes.length === 0 ? 'it has none' : `use ${agent.permissionModes.join(', ')}`
  throw new Problem('bad-input', `${agent.name} has no permission mode "${mode}": ${has}.`)
}

/** What to say where the program of an agent is missing in a place. */
export function missingProgram(agent: Agent): string {
  const program = agent.program ?? 'a shell'
  return agent.install === null ? `There is no ${program} here.` : `There is no ${program} here; install it with "${agent.install}", or use an image that has it.`
}
