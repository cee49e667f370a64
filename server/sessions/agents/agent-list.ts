import type { Environments } from '../../environments/environments.ts'
import type { Environment, Programs } from '../../environments/adapter.ts'
import type { Registry } from '../../environments/registry.ts'
import { sentenceOf } from '../../problem.ts'
import type { Agent } from './agent.ts'
import { allAgents, missingProgram } from './agents.ts'

/** Whether an agent can run in one environment. */
export type AgentInEnvironment = {
  environmentId: string
  /** null = it could not be found out; `message` says why. */
  present: boolean | null
  /** What is missing, or why nobody knows; null where nothing is. */
  message: string | null
  /** The line that installs what is missing. */
  install: string | null
}

export type ListedAgent = Pick<Agent, 'id' | 'name' | 'resumes' | 'needs' | 'program' | 'install' | 'permissionModes' | 'takesPrompt'> & { environments: AgentInEnvironment[] }

const answerMs = 3_000
const slow: Programs = { found: null, reason: 'This environment does not answer now; whether the agent is there shows when a session starts.' }

/** The manifest, and beside each agent whether its program is in each environment, asked for real. */
export function createAgentList({ environments, registry }: { environments: Environments; registry: Registry }) {
  const programs = allAgents().flatMap(({ program }) => program ?? [])

  async function programsIn(environment: Environment): Promise<Programs> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Programs>((resolve) => { timer = setTimeout(() => { resolve(slow) }, answerMs) })
    try {
      // One that throws or hangs says so for itself alone.
      return await Promise.race([registry.adapterOf(environment).programs(environment, programs), late])
    } catch (error) {
      return { found: null, reason: sentenceOf(error) }
    } finally {
      clearTimeout(timer)
    }
  }

  return async (): Promise<ListedAgent[]> => {
    const places = await Promise.all(environments.all().map(async (environment) => ({ id: environment.id, has: await programsIn(environment) })))
    return allAgents().map((agent) => {
      const { id, name, resumes, needs, program, install, permissionModes, takesPrompt } = agent
      return { id, name, resumes, needs, program, install, permissionModes, takesPrompt, environments: places.map((place) => ({ environmentId: place.id, ...presence(agent, place.has) })) }
    })
  }
}

function presence(agent: Agent, { found, reason }: Programs): Omit<AgentInEnvironment, 'environmentId'> {
  if (agent.program === null) return { present: true, message: null, install: null }
  if (found === null) return { present: null, message: reason, install: null }
  return found.has(agent.program) ? { present: true, message: null, install: null } : { present: false, message: missingProgram(agent), install: agent.install }
}
