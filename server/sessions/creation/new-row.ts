import { randomBytes } from 'node:crypto'
import { checkRepoUrl } from '../../../contract/repo-url.ts'
import type { RestoreRescue } from '../../../contract/rescue.ts'
import { permissionModes, type CreateSession } from '../../../contract/session.ts'
import { idleTimeoutOf, permissionModeOf } from '../../environments/environment-config.ts'
import { Problem } from '../../problem.ts'
import { checkAcceptBypass } from './accept-bypass.ts'
import { agentIn, agentOf, checkLaunch } from '../agents/agents.ts'
import type { SessionContext } from '../context.ts'
import { stepsOf } from '../homes/homes.ts'
import type { SessionRow } from '../session-store.ts'
import { waitingSteps } from './steps.ts'

/** The row of a session that is about to be created. What cannot become a session is refused here, before anything is made. */
export function newRow(context: SessionContext, input: CreateSession): SessionRow {
  const url = checkRepoUrl(input.repoUrl, context.gitProtocols)
  if (!url.ok) throw new Problem('bad-input', url.problem)
  const agent = agentOf(input.agent ?? 'claude')
  checkLaunch(agent, input)
  const environment = input.environmentId === undefined ? context.environments.default() : input.environmentId === null ? null : context.environments.get(input.environmentId)
  if (!environment && agent.id !== 'claude') throw new Problem('bad-input', `A session without an environment runs Claude Code; leave "agent" out, or choose an environment for ${agent.name}.`)
  const permissionMode = input.permissionMode ?? permissionModeOf(environment, agent.permissionModes)
  checkAcceptBypass({ permissionMode, environment, accepted: input.acceptBypass ?? false })
  return {
    ...untouched(context.now()),
    id: randomBytes(16).toString('hex'),
    name: input.name,
    repoUrl: input.repoUrl,
    branch: input.branch ?? null,
    environmentId: environment?.id ?? null,
    agent: agent.id,
    command: input.command ?? null,
    permissionMode,
    newBranch: input.newBranch ?? null,
    status: 'creating',
    statusReason: null,
    steps: waitingSteps(stepsOf(context, environment)),
    adapterState: null,
    containerId: null,
    volumeName: null,
    cloned: false,
    idleTimeoutMinutes: input.idleTimeoutMinutes === undefined ? idleTimeoutOf(environment) : input.idleTimeoutMinutes,
  }
}

/** The row of a session that takes up the work of one that was deleted; where no environment is chosen it goes back to its own, if that is still there. */
export function restoredRow(context: SessionContext, wish: RestoreRescue): SessionRow {
  const rescue = context.rescues.get(wish.id)
  const { name, repoUrl, branch, agent, command, permissionMode } = rescue
  const isThere = rescue.environmentId === null || context.environments.find(rescue.environmentId) !== null
  const environmentId = wish.environmentId === undefined && isThere ? rescue.environmentId : wish.environmentId
  // A session without an environment runs Claude Code alone.
  const wanted = environmentId === null ? 'claude' : agentIn(rescue).id
  const asked = permissionModes.find((name) => name === permissionMode)
  // The yes to an agent that never asks was said for the place that the session had.
  const mode = asked === 'bypassPermissions' && environmentId !== rescue.environmentId ? 'default' : asked
  const row = newRow(context, {
    name, repoUrl, agent: wanted,
    ...(environmentId === undefined ? {} : { environmentId }),
    ...(wanted === 'command' && command ? { command } : {}),
    ...(wanted === agent && mode ? { permissionMode: mode } : {}),
    acceptBypass: environmentId === rescue.environmentId,
  })
  return { ...row, branch, rescueId: rescue.id }
}

/** What a row says in which nothing has happened yet. */
export function untouched(now: string) {
  return { statusCheckedAt: now, lastActivityAt: now, createdAt: now, command: null, newBranch: null, terminals: [], git: null, rescueId: null, exit: null, pinned: false } satisfies Partial<SessionRow>
}
