// The composition root: every part with a lifetime is made here, once, and passed on.
import { join } from 'node:path'
import type { Logger } from 'pino'
import { migrationsIn } from '../db/migration.ts'
import { createAdmit } from './auth/admit.ts'
import { createAuth } from './auth/auth.ts'
import type { Config } from './config.ts'
import { openDataDir } from './data-dir.ts'
import { createDescriptors } from './descriptors.ts'
import { createCredentials } from './environments/credentials/credentials.ts'
import { createGitHosts } from './environments/credentials/git-hosts.ts'
import { createSshAgent } from './environments/credentials/ssh-agent.ts'
import { createDockerAdapter } from './environments/docker/adapter.ts'
import { createEnvironments } from './environments/environments.ts'
import { createHostAdapter } from './environments/host/adapter.ts'
import { cloneOnHost } from './environments/host/host-clone.ts'
import { createHostHelper } from './environments/host/host-helper.ts'
import { createHostUsage } from './environments/host/host-usage.ts'
import { createOldVersions } from './environments/host/old-versions.ts'
import { hostEnv } from './environments/host/host-env.ts'
import { restoreOnHost } from './environments/host/host-restore.ts'
import { endSupervisor, sessionVariable } from './environments/host/host-supervisor.ts'
import { createPemFiles } from './environments/pem-files.ts'
import { createRegistry } from './environments/registry.ts'
import { createHealth } from './health.ts'
import { createHttp } from './http.ts'
import { createProcessManager } from './legacy/process-manager.ts'
import { listen } from './listen.ts'
import { blockInWords, watchLoop } from './loop-watch.ts'
import { tellOfWaiting } from './notifications/waiting-sessions.ts'
import { createWebhook } from './notifications/webhook.ts'
import { createSessions } from './sessions/sessions.ts'
import { createSocket } from './socket.ts'
import { createBackups, finishRestore } from './storage/backups.ts'
import { openDatabase, recoveryInWords } from './storage/open-database.ts'
import { keepCopies } from './storage/keep-copies.ts'
import { createApi } from './trpc/router.ts'
import { createWeb, type Front } from './web.ts'

export type ServerDeps = {
  config: Config
  env: Record<string, string | undefined>
  log: Logger
  version: string
  /** Our own files: migrations, the supervisor's build, the image recipe. */
  files: { migrations: string; supervisor: string; imageRecipe: string }
  /** The Node that runs supervisors on this machine. */
  node: string
  front: Front
  now?: () => number
}

export type Server = {
  port: number
  origin: string
  createSignInUrl: () => string
  /** What stands in the way of DOCKER sessions; null where nothing does. */
  engineProblem: () => string | null
  close: () => Promise<void>
}

/** Listens, opens the data, and settles what an earlier run left. Throws a Problem where one of these cannot be. */
export async function createServer(deps: ServerDeps): Promise<Server> {
  const { config, log, front } = deps
  const now = deps.now ?? Date.now
  const restored: { aside: string | null } = { aside: null }
  const dataDir = openDataDir(config.dataDir, (path) => { restored.aside = finishRestore(path, new Date(now())) })
  const closers: (() => void | Promise<void>)[] = [() => { dataDir.release() }]
  // Last made, first closed.
  const close = async (): Promise<void> => { for (const closer of closers.splice(0).reverse()) await closer() }
  try {
    const descriptors = createDescriptors()
    const listening = await listen(config.port, descriptors.refusal)
    closers.push(() => listening.close())
    const origin = config.origin ?? `http://claudework-${dataDir.label}.localhost:${String(listening.port)}`
    const { db, recovery } = await openDatabase({
      url: config.databaseUrl ?? dataDir.database,
      authToken: config.databaseToken ?? undefined,
      migrations: migrationsIn(deps.files.migrations),
      dataDir: dataDir.path,
      used: dataDir.used,
      now,
    })
    if (recovery) log.error(recoveryInWords(recovery))
    closers.push(() => { db.close() })
    const auth = await createAuth({ db, origin, port: listening.port, token: config.token ?? dataDir.token(), now })

    const gitHosts = createGitHosts({ file: join(dataDir.path, 'git-hosts.json'), protocols: config.gitProtocols, now })
    const credentials = createCredentials({ env: deps.env })
    closers.push(() => { credentials.close() })
    const sshAgent = createSshAgent({ socket: deps.env['SSH_AUTH_SOCK'] ?? null })
    const registry = createRegistry({
      HOST: createHostAdapter({
        dataDir: dataDir.path,
        supervisorDir: deps.files.supervisor,
        node: deps.node,
        env: deps.env,
        gitProtocols: config.gitProtocols,
        cloneStallSeconds: config.cloneStallSeconds,
        gitHosts,
        credentials,
        sshAgent,
        knownHosts: join(deps.files.imageRecipe, 'known_hosts'),
        log,
      }),
      DOCKER: createDockerAdapter({
        supervisorDir: deps.files.supervisor,
        imageRecipe: deps.files.imageRecipe,
        signingKey: dataDir.signingKey,
        baseImage: config.baseImage,
        defaultAddress: config.engineAddress,
        env: deps.env,
        gitProtocols: config.gitProtocols,
        cloneStallSeconds: config.cloneStallSeconds,
        gitHosts,
        credentials,
        sshAgent,
        log,
      }),
    })
    closers.push(() => registry.close())
    const environments = await createEnvironments({ db, registry, pemFiles: createPemFiles(join(dataDir.path, 'engines')), log, now })
    const help = createHostHelper({ node: deps.node, supervisorDir: deps.files.supervisor, env: deps.env })
    const legacy = createProcessManager({
      db, log, now,
      sessionsFolder: join(dataDir.path, 'sessions'),
      command: ['claude'],
      env: (sessionId) => ({ ...hostEnv(deps.env), [sessionVariable]: sessionId }),
      clone: (clone, { rescue, ...hooks }) => rescue ? restoreOnHost(help, { rescue, target: clone.target }, hooks) : cloneOnHost({
        ...clone,
        env: hostEnv(deps.env),
        protocols: config.gitProtocols,
        stallSeconds: config.cloneStallSeconds,
        credential: gitHosts.forRepository(clone.repoUrl),
        publishedKeys: join(deps.files.imageRecipe, 'known_hosts'),
        sshAgent: null,
      }, hooks),
      help,
      usage: createHostUsage(),
      endStragglers: (sessionId) => endSupervisor(null, sessionId),
    })
    closers.push(() => legacy.close())
    const sessions = await createSessions({
      db,
      dataDir: dataDir.path,
      legacy,
      registry,
      environments,
      credentials,
      gitHosts,
      sshAgent,
      gitProtocols: config.gitProtocols,
      ownPort: listening.port,
      rescueMost: config.rescueMost,
      full: descriptors.refusal,
      log,
      now,
    })
    closers.push(() => sessions.close())
    if (restored.aside !== null) sessions.events.record({ actor: 'boot', what: 'backup restored', why: `What was there lies in ${restored.aside}`, result: 'done' })
    if (recovery) sessions.events.record({ actor: 'boot', what: 'database recovered', why: recoveryInWords(recovery), result: 'failed' })
    closers.push(watchLoop({ log, onBlocked: (block) => { sessions.events.record({ actor: 'claudework', what: 'server held up', why: blockInWords(block), result: 'done' }) } }))
    if (config.databaseUrl === null) closers.push(keepCopies({ db, dataDir: dataDir.path, now, log }))
    const health = createHealth({
      version: deps.version,
      dataDir: dataDir.path,
      gitProtocols: config.gitProtocols,
      environments,
      sessions,
      engineFolder: (id) => registry.adapterOf(environments.get(id)).folder(environments.get(id)),
    })

    const webhook = createWebhook({ origin, file: join(dataDir.path, 'webhook.json'), log, now })
    const leaving = new AbortController()
    closers.push(() => { leaving.abort() })
    void tellOfWaiting({ changes: sessions.changes(leaving.signal), origin, tell: (notification) => { webhook.tell(notification) } })
      .catch((error: unknown) => { log.error({ err: error }, 'notifications have ended; restart the server to have them again') })

    const backups = createBackups({ db, dataDir: dataDir.path, now })
    const rooms = { auth, sessions, environments, gitHosts, health, webhook, backups }
    const canonicalHost = new URL(origin).host
    const admit = createAdmit({ hosts: hostsFor(canonicalHost, listening.port), origin })
    const page = createWeb({
      front,
      log,
      apiFor: (cookie, signal) => {
        const signIn = auth.signIns.byCookie(auth.cookie.read(cookie ?? undefined))
        const caller = signIn ? { via: 'cookie' as const, signInId: signIn.id } : { via: 'nobody' as const, signInId: null }
        const api = createApi({ ...rooms, caller, setCookie: null, userAgent: '', flow: null }, { signal })
        return { api, signedIn: signIn !== null }
      },
    })
    const socket = createSocket({ rooms, admit, log, otherUpgrade: front.upgrade })
    closers.push(() => front.close?.(), socket.close)

    await environments.start()
    closers.push(() => { environments.stop() })
    listening.handle({ request: createHttp({ rooms, admit, canonicalHost, page, log }), upgrade: socket.upgrade })
    // Sessions are settled while the page is there already: an engine may take its time.
    sessions.boot().catch((error: unknown) => { log.error({ err: error }, 'settling sessions failed') })
    const versions = createOldVersions({ dataDir: dataDir.path, supervisorDir: deps.files.supervisor, node: deps.node })
    setImmediate(() => { versions.retire(log) })

    return {
      port: listening.port,
      origin,
      createSignInUrl: () => auth.codes.create().url,
      engineProblem: () => environments.all().filter(({ kind }) => kind === 'DOCKER').map(({ id }) => environments.readinessOf(id).reason).find((reason) => reason !== null) ?? null,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Names under which this machine reaches us. The page itself answers only to the first. */
function hostsFor(canonicalHost: string, port: number): Set<string> {
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].map((name) => `${name}:${String(port)}`)
  return new Set([canonicalHost, ...loopback])
}

/** Where our own files are, below the checkout's or the package's root. */
export function filesBelow(root: string): ServerDeps['files'] {
  return { migrations: join(root, 'db/migrations'), supervisor: join(root, 'dist/supervisor'), imageRecipe: join(root, 'docker') }
}
