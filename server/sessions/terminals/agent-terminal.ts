import { randomBytes } from 'node:crypto'
import { permissionModes } from '../../../contract/session.ts'
import type { SupervisorLink } from '../../terminal/link.ts'
import { agentIn, type Launch } from '../agents/agents.ts'
import { placeAndAdapter, saveState, type SessionContext } from '../context.ts'
import { copyHostConfiguration } from '../credentials/host-configuration.ts'
import type { AgentMode } from '../homes/home.ts'
import type { StepUpdate } from '../../environments/adapter.ts'
import type { Terminal } from '../../terminal/terminal.ts'

const firstSize = { cols: 120, rows: 32 }

/** Connects to a place's supervisor and sees to it that the agent's terminal is there. */
export async function bringUp(context: SessionContext, sessionId: string, options: { mode: AgentMode; signal: AbortSignal; onStep?: (update: StepUpdate) => void }): Promise<void> {
  const onStep = options.onStep ?? (() => undefined)
  onStep({ name: 'terminal', state: 'running' })
  const link = context.links.open(sessionId)
  await link.ready(options.signal)
  onStep({ name: 'terminal', state: 'done' })
  onStep({ name: 'agent', state: 'running' })
  await ensureAgent(context, sessionId, { link, mode: options.mode })
  onStep({ name: 'agent', state: 'done' })
}

/** Opens the agent's terminal unless the supervisor has it already, running or ended. */
export async function ensureAgent(context: SessionContext, sessionId: string, { link, mode }: { link: SupervisorLink; mode: AgentMode }): Promise<void> {
  if (link.terminals().some((terminal) => terminal.kind === 'agent')) return
  await openAgent(context, sessionId, { link, mode })
}

/** Starts the agent in its terminal; the terminal's offsets go on where they were. */
export async function openAgent(context: SessionContext, sessionId: string, { link, mode }: { link: SupervisorLink; mode: AgentMode }): Promise<void> {
  const row = context.store.get(sessionId)
  const { place, adapter } = placeAndAdapter(context, sessionId)
  const agent = agentIn(row)
  // The first prompt of a session waits for the agent's first start.
  const prompt = mode === 'fresh' && agent.takesPrompt ? await context.firstPrompt.take(sessionId) : undefined
  const layout = adapter.layout(place)
  const env = await adapter.processEnv(place)
  const hookUrl = link.hookUrl ?? undefined
  const about = { work: layout.work, state: layout.state, env, hookUrl }
  for (const file of agent.files(about)) {
    await link.writeFile({ path: file.path, data: Buffer.from(file.data), mode: 0o600, ifAbsent: file.ifAbsent })
  }
  await copyHostConfiguration(context, sessionId, { link, agent })
  const launch: Launch = {
    work: layout.work,
    state: layout.state,
    permissionMode: permissionModes.find((known) => known === row.permissionMode),
    command: row.command ?? undefined,
    prompt,
    hookUrl,
  }
  const known = knownTerminals(row.terminals).find((terminal) => terminal.kind === 'agent')
  await link.open({
    id: known?.id ?? newTerminalId(sessionId),
    kind: 'agent',
    title: agent.name,
    commands: mode === 'resume' ? agent.resume(launch) : agent.start(launch),
    cwd: layout.work,
    env: { ...env, ...agent.env(about) },
    cols: known?.cols ?? firstSize.cols,
    rows: known?.rows ?? firstSize.rows,
  })
  await saveState(context, sessionId, adapter.agentStarted(placeAndAdapter(context, sessionId).place))
}

export function newTerminalId(sessionId: string): string {
  return `${sessionId}.${randomBytes(8).toString('hex')}`
}

const added = { named: false, bells: 0, viewers: 0 } satisfies Partial<Terminal>

/** The terminals of a row; validated when they were written. */
export function knownTerminals(column: unknown[]): Terminal[] {
  // Rows of an earlier version lack what was added since.
  return (column as Terminal[]).map((terminal) => ({ ...added, ...terminal }))
}
