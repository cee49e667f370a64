// The supervisor: owns the PTYs of one session, inside that session's environment. Started as
//   <node...> supervisor.cjs '{"socket": path, "state": folder, "gitSocket": path, "sshSocket": path}'
// It listens on the unix socket, keeps what must outlive it in the folder, and on SIGTERM ends all it started.
import { readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { arch, platform } from 'node:os'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { Asker } from './processes/ask.ts'
import { serveConnection, type Connection } from './connection.ts'
import { serveGitCredentials } from './credentials/git-socket.ts'
import { askNewest } from './credentials/server-questions.ts'
import { serveSshAgent } from './credentials/ssh-agent-socket.ts'
import { needingRoom } from './disk-full.ts'
import { EmulatorHost } from './emulator/emulator-host.ts'
import { listenForHooks, type HookListener } from './hooks/hook-listener.ts'
import { HookReports } from './hooks/hook-reports.ts'
import { ProcessWatch } from './processes/process-activity.ts'
import { loadPtyBinding } from './pty/pty-binding.ts'
import { PtyRounds } from './pty/pty-rounds.ts'
import { SavedScreens } from './screens/saved-screens.ts'
import { SavingTurns } from './screens/saving-turns.ts'
import { object, optional, text } from './wire/shapes.ts'
import { nextIncarnation } from './state-folder.ts'
import { Terminals } from './terminals.ts'

const [, script = '', argument = ''] = process.argv
const { socket, state, gitSocket, sshSocket } = object({ socket: text(108), state: text(4096), gitSocket: optional(text(108)), sshSocket: optional(text(108)) })(JSON.parse(argument), 'The argument')
const files = dirname(script)

const about = {
  incarnation: needingRoom(() => nextIncarnation(join(state, 'supervisor'))),
  build: readFileSync(join(files, 'build-id'), 'utf8').trim(),
  stateFolder: state,
  hookUrl: null as string | null,
}
const ptys = { binding: loadPtyBinding(join(files, `pty-${platform()}-${arch()}.node`)), rounds: new PtyRounds() }
const ringMiB = Number(process.env.CLAUDEWORK_RING_MIB ?? '4')
const emulators = new EmulatorHost(() => new Worker(join(files, 'emulator-worker.cjs'), { resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 8 } }), { restAfterMs: 10_000 })
const connections = new Set<Connection>()
const hooks = new HookReports((report) => {
  // It may be of a program whose start was not told yet.
  terminals.tell()
  for (const connection of connections) connection.tellHook(report)
})
const asker = new Asker()
const terminals = new Terminals(
  { ptys, emulators, screens: needingRoom(() => new SavedScreens(state)), turns: new SavingTurns(), incarnation: about.incarnation, ringBytes: (ringMiB > 0 ? ringMiB : 4) * 1024 * 1024, onAgentStart: () => hooks.clear() },
  (list) => {
    for (const connection of connections) connection.tell(list)
  },
)

const processes = new ProcessWatch(() =>
  terminals.list().flatMap(({ id, kind, pid, running }) => (running && pid !== null ? [{ pid, terminalId: id, agent: kind === 'agent' }] : [])),
)

const server = createServer((peer) => {
  const connection = serveConnection(peer, {
    about,
    terminals,
    processes,
    hooks,
    asker,
    shutdown: () => void stop(),
    onClose: () => connections.delete(connection),
  })
  connections.add(connection)
})
let hookListener: HookListener | null = null
const credentialServers: Server[] = []

/** The socket is opened last: who gets an answer there gets all of it. */
async function begin(): Promise<void> {
  try {
    hookListener = await listenForHooks((body) => hooks.hear(body))
    about.hookUrl = hookListener.url
  } catch (error) {
    // A place without a loopback: the agent's state comes from what else there is.
    console.error(JSON.stringify({ at: new Date().toISOString(), level: 'warn', what: 'no hooks', error: String(error) }))
  }
  await openCredentials()
  // A file left by a run that was killed would refuse the address.
  rmSync(socket, { force: true })
  // The socket is never open to others, not even for a moment; what terminals run keeps the usual mask.
  const usualMask = process.umask(0o177)
  server.listen(socket, () => {
    process.umask(usualMask)
  })
}
void begin()

/** Without them the session runs all the same: git asks in the terminal, ssh has no keys. */
async function openCredentials(): Promise<void> {
  const ask = askNewest(connections)
  for (const [path, serve] of [[gitSocket, serveGitCredentials], [sshSocket, serveSshAgent]] as const) {
    try {
      if (path !== undefined) credentialServers.push(await serve(path, ask))
    } catch (error) {
      console.error(JSON.stringify({ at: new Date().toISOString(), level: 'warn', what: 'no credentials', error: String(error) }))
    }
  }
}

let stopping: Promise<void> | null = null
function stop(): Promise<void> {
  stopping ??= (async () => {
    server.close()
    try {
      await terminals.endAll()
    } catch (error) {
      // A screen that cannot be saved must not keep the session from stopping.
      console.error(JSON.stringify({ at: new Date().toISOString(), level: 'error', what: 'stop', error: String(error) }))
    }
    // Last: an agent that ends reports that too, and shows an error where nobody listens.
    hookListener?.close()
    for (const connection of connections) connection.close()
    for (const server of credentialServers) server.close()
    rmSync(socket, { force: true })
    process.exit(0)
  })()
  return stopping
}
process.on('SIGTERM', () => void stop())
process.on('SIGINT', () => void stop())
// It has no terminal of its own; whose closing tells it to hang up is not its matter.
process.on('SIGHUP', () => undefined)
process.on('uncaughtException', (error) => console.error(JSON.stringify({ at: new Date().toISOString(), level: 'error', error: String(error.stack) })))
