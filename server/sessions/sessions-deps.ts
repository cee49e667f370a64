import type { Logger } from 'pino'
import type { GitProtocol } from '../../contract/repo-url.ts'
import type { Db } from '../../db/client.ts'
import type { Credentials } from '../environments/credentials/credentials.ts'
import type { GitHosts } from '../environments/credentials/git-hosts.ts'
import type { SshAgent } from '../environments/credentials/ssh-agent.ts'
import type { Environments } from '../environments/environments.ts'
import type { Registry } from '../environments/registry.ts'
import type { ProcessManager } from '../legacy/process-manager.ts'
import type { Clock } from './sweeper/clock.ts'

/** What the sessions room is given by the server. */
export type SessionsDeps = {
  db: Db
  dataDir: string
  legacy: ProcessManager
  registry: Registry
  environments: Environments
  credentials: Credentials
  gitHosts: GitHosts
  sshAgent: SshAgent
  gitProtocols: readonly GitProtocol[]
  /** Where claudework itself listens. */
  ownPort: number
  /** Bytes that a rescue may have. */
  rescueMost: number
  /** Why nothing more can be started, or null. */
  full: () => string | null
  log: Logger
  /** Milliseconds since 1970. */
  now: () => number
  /** What idle sessions are measured by; moved by hand in tests. */
  clock?: Clock
  /** Milliseconds since 1970; left out, the machine is asked. */
  machineStartedAt?: () => number
}
