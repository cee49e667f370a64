import type { GitProtocol } from '../contract/repo-url.ts'
import type { Environments } from './environments/environments.ts'
import { diskOf, type Disk } from './disk.ts'
import { createMachine, type Machine } from './machine.ts'
import type { Sessions } from './sessions/sessions.ts'

export type EngineHealth = { state: 'ok' | 'missing' | 'not answering'; version: string | null; reason: string | null }

export type HealthReport = {
  engine: EngineHealth
  /** Of the disk that holds the data directory, in bytes; `engine` is that of the Docker engine's own folder, null where it is on another machine or cannot be seen. */
  disk: Disk & { engine: Disk | null }
  machine: Machine
  /** Sessions by status. */
  counts: Record<string, number>
  gitProtocols: GitProtocol[]
}

/** What the server says of itself and of the machine. */
export function createHealth(deps: { version: string; dataDir: string; gitProtocols: GitProtocol[]; environments: Environments; sessions: Sessions; engineFolder: (environmentId: string) => Promise<string | null> }) {
  const machine = createMachine()
  const folders = new Map<string, string | null>()

  function engine(): EngineHealth & { environmentId: string | null } {
    const docker = deps.environments.all().find(({ kind }) => kind === 'DOCKER')
    if (!docker) return { environmentId: null, state: 'missing', version: null, reason: 'There is no DOCKER environment.' }
    const { engine: state, version, reason } = deps.environments.readinessOf(docker.id)
    return { environmentId: docker.id, state: state ?? 'missing', version, reason }
  }

  /** Asked once, beside the report: an engine that hangs holds no page up. */
  function learnFolder(environmentId: string): void {
    if (folders.has(environmentId)) return
    folders.set(environmentId, null)
    deps.engineFolder(environmentId).then(
      (folder) => folders.set(environmentId, folder),
      () => folders.delete(environmentId),
    )
  }

  return {
    version: deps.version,
    async report(): Promise<HealthReport> {
      const { environmentId, ...about } = engine()
      if (environmentId !== null && about.state === 'ok') learnFolder(environmentId)
      const folder = environmentId === null ? null : folders.get(environmentId) ?? null
      const [own, engines] = await Promise.all([diskOf(deps.dataDir), folder === null ? null : diskOf(folder)])
      return {
        engine: about,
        disk: { ...(own ?? { free: 0, total: 0 }), engine: engines },
        machine: machine.use(),
        counts: deps.sessions.counts(),
        gitProtocols: deps.gitProtocols,
      }
    },
  }
}
export type Health = ReturnType<typeof createHealth>
