import { statfs } from 'node:fs/promises'
import type { GitProtocol } from '../contract/repo-url.ts'
import type { Environments } from './environments/environments.ts'
import type { Sessions } from './sessions/sessions.ts'

export type EngineHealth = { state: 'ok' | 'missing' | 'not answering'; version: string | null; reason: string | null }

export type HealthReport = {
  engine: EngineHealth
  /** Of the disk that holds the data directory, in bytes. */
  disk: { free: number; total: number }
  /** Sessions by status. */
  counts: Record<string, number>
  gitProtocols: GitProtocol[]
}

/** What the server says of itself and of the machine. */
export function createHealth(deps: { version: string; dataDir: string; gitProtocols: GitProtocol[]; environments: Environments; sessions: Sessions }) {
  function engine(): EngineHealth {
    const docker = deps.environments.all().find(({ kind }) => kind === 'DOCKER')
    if (!docker) return { state: 'missing', version: null, reason: 'There is no DOCKER environment.' }
    const { engine: state, version, reason } = deps.environments.readinessOf(docker.id)
    return { state: state ?? 'missing', version, reason }
  }
  return {
    version: deps.version,
    async report(): Promise<HealthReport> {
      const { bavail, blocks, bsize } = await statfs(deps.dataDir)
      return {
        engine: engine(),
        disk: { free: bavail * bsize, total: blocks * bsize },
        counts: deps.sessions.counts(),
        gitProtocols: deps.gitProtocols,
      }
    },
  }
}
export type Health = ReturnType<typeof createHealth>
