import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { builtSupervisor } from '../../../../scripts/built-supervisor.ts'
import { addressOf, endpointOf } from '../../../docker/endpoint.ts'
import { createEngine, type Engine } from '../../../docker/engine.ts'
import type { Adapter, AdapterState, CreateHooks, Place, StepUpdate } from '../../adapter.ts'
import { createCredentials } from '../../credentials/credentials.ts'
import { createGitHosts } from '../../credentials/git-hosts.ts'
import { createSshAgent } from '../../credentials/ssh-agent.ts'
import { createDockerAdapter } from '../adapter.ts'
import { mirrorLabel } from '../mirror-volume.ts'
import { instanceOf, label, sharedLabels } from '../labels.ts'

const root = join(import.meta.dirname, '../../../..')

/** An adapter of its own instance on the real engine; everything of the instance goes with it. */
export async function createTrial(env: Record<string, string> = {}) {
  const signingKey = randomBytes(32)
  const folder = mkdtempSync(join(tmpdir(), 'claudework-trial-'))
  const defaultAddress = addressOf(process.env['DOCKER_HOST'] ?? null, process.env)
  const engine = createEngine({ endpoint: endpointOf(defaultAddress) })
  await engine.networks.ensureIsolatedBridge({ name: 'claudework', labels: sharedLabels })
  const gitHosts = createGitHosts({ file: join(folder, 'git-hosts.json'), protocols: ['https', 'http'], now: Date.now })
  const adapter = createDockerAdapter({
    supervisorDir: builtSupervisor, imageRecipe: join(root, 'docker'), signingKey, baseImage: null, defaultAddress,
    env, gitProtocols: ['https', 'http'], cloneStallSeconds: 3, gitHosts, credentials: createCredentials({ env: { HOME: folder, ...env } }), sshAgent: createSshAgent({ socket: env['SSH_AUTH_SOCK'] ?? null }), log: pino({ level: 'silent' }),
  })
  const clear = async (): Promise<void> => {
    await Promise.all((await engine.containers.list([mine])).map(({ Id }) => engine.containers.remove(Id)))
    const volumes = [...await engine.volumes.list([mine]), ...await engine.volumes.list([mirrors])]
    await Promise.all(volumes.map(({ Name }) => engine.volumes.remove(Name)))
  }
  const mine = `${label.instance}=${instanceOf(signingKey)}`
  const mirrors = `${mirrorLabel}=${instanceOf(signingKey)}`
  return {
    adapter,
    engine,
    gitHosts,
    signingKey,
    recipes: join(root, 'docker'),
    owned: () => owned(engine, mine),
    clear,
    async [Symbol.asyncDispose]() {
      await adapter.close()
      await clear()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Names of what an instance has on the engine. */
async function owned(engine: Engine, mine: string): Promise<string[]> {
  const containers = await engine.containers.list([mine])
  const volumes = await engine.volumes.list([mine])
  return [...containers.flatMap(({ Names }) => Names.map((name) => name.slice(1))), ...volumes.map(({ Name }) => Name)].sort()
}

/** The host's address as the sessions' network sees it. */
export async function hostAddress(engine: Engine): Promise<string> {
  const network = await engine.networks.inspect('claudework')
  const address = network?.IPAM?.Config?.[0]?.Gateway
  if (!address) throw new Error('the sessions\' network has no gateway')
  return address
}

export type TrialSession = {
  place: Place
  steps: StepUpdate[]
  log: string[]
  saved: AdapterState[]
  hooks: CreateHooks
  cancel(): void
  /** The place with its newest state. */
  now(): Place
}

export function trialSession(repoUrl: string, options: { kind?: 'HOST' | 'DOCKER'; branch?: string; config?: Record<string, unknown> } = {}): TrialSession {
  const controller = new AbortController()
  const steps: StepUpdate[] = []
  const log: string[] = []
  const saved: AdapterState[] = []
  const place: Place = {
    sessionId: randomBytes(16).toString('hex'), name: 'A trial', repoUrl, branch: options.branch ?? null, state: null,
    environment: { id: 'trial', name: 'Trial', kind: options.kind ?? 'DOCKER', config: options.config ?? {}, isDefault: true },
  }
  const hooks: CreateHooks = {
    onStep: (update) => steps.push(update),
    onLog: (line) => log.push(line),
    save: (state) => {
      saved.push(state)
      return Promise.resolve()
    },
    signal: controller.signal,
  }
  return { place, steps, log, saved, hooks, cancel: () => { controller.abort() }, now: () => ({ ...place, state: saved.at(-1) ?? null }) }
}

export async function createdSession(adapter: Adapter, session: TrialSession): Promise<Place> {
  await adapter.create(session.place, session.hooks)
  return session.now()
}
