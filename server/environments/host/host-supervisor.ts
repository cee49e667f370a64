// Starts and ends the supervisor of a HOST session: the same program as in a container, detached, found again by pid and start time.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { connect as connectSocket, type Socket } from 'node:net'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Problem } from '../../problem.ts'
import { isSameProcess, startTimeOf, type ProcessIdentity } from '../../process-identity.ts'
import { isInScopeOf, type SystemdScopes } from './systemd-scope.ts'

/** sun_path holds 108 bytes on Linux and 104 on macOS, its final zero included. */
const longestSocketPath = 103 - '.git'.length
const startMs = 10_000
const termMs = 10_000
const readBytes = 64 * 1024

/**
 * A copy of the supervisor's files in a folder named by their content. A running supervisor keeps its own folder through an
 * upgrade: a new build gets another name.
 */
export function placeSupervisorFiles(source: string, runtimes: string): string {
  const folder = supervisorFolder(source, runtimes)
  if (existsSync(folder)) return folder
  mkdirSync(runtimes, { recursive: true, mode: 0o700 })
  const partial = `${folder}.${String(process.pid)}.partial`
  rmSync(partial, { recursive: true, force: true })
  cpSync(source, partial, { recursive: true })
  renameSync(partial, folder)
  return folder
}

/** Where the copy of these files is, or would be. */
export function supervisorFolder(source: string, runtimes: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(source).sort()) hash.update(`${name}\0`).update(readFileSync(join(source, name)))
  return join(runtimes, hash.digest('hex').slice(0, 16))
}

/** Where a session's socket lives: below the data directory, or in a private temporary folder where that path is too long. */
export function socketPathFor(dataDir: string, sessionId: string): string {
  const beside = join(dataDir, 'run', `${sessionId.slice(0, 16)}.sock`)
  if (Buffer.byteLength(beside) <= longestSocketPath) return beside
  const instance = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  return join(tmpdir(), `claudework-${String(process.getuid?.() ?? 0)}-${instance}`, `${sessionId.slice(0, 16)}.sock`)
}

/** The session's own socket for git or ssh. */
export function socketBeside(socket: string, what: 'git' | 'ssh'): string {
  return socket.replace(/(?:\.sock)?$/, `.${what}.sock`)
}

/** A socket folder that nobody else can enter; refuses one that somebody else made first. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const stat = lstatSync(folder)
  if (!stat.isDirectory() || (process.getuid && stat.uid !== process.getuid())) {
    throw new Problem('precondition', `${folder} is not a folder of ours, so sockets in it would not be safe; remove it and try again.`)
  }
  chmodSync(folder, 0o700)
}

export type SupervisorStart = { sessionId: string; scopes: SystemdScopes; node: string; files: string; socket: string; stateFolder: string; env: Record<string, string> }

/** Starts a supervisor that outlives us. Resolves when its socket answers. */
export async function startSupervisor(start: SupervisorStart, onPid: (identity: ProcessIdentity) => Promise<void>): Promise<void> {
  const bundle = join(start.files, 'supervisor.cjs')
  const settings = { socket: start.socket, state: start.stateFolder, launch: [start.node], gitSocket: socketBeside(start.socket, 'git'), sshSocket: socketBeside(start.socket, 'ssh') }
  // The first copy of the process must not hold our standard streams: a closed terminal would take it down.
  const { argv: [program = '', ...args], env } = await start.scopes.launch(start.sessionId, { argv: [start.node, bundle, JSON.stringify(settings)], env: start.env })
  const child = spawn(program, args, { detached: true, stdio: 'ignore', env, cwd: '/' })
  const failed = once(child, 'error').then(([error]) => { throw error })
  failed.catch(() => undefined)
  if (child.pid === undefined) await failed
  const identity = { pid: child.pid ?? 0, startTime: startTimeOf(child.pid ?? 0) }
  child.unref()
  await onPid(identity)
  const deadline = Date.now() + startMs
  while (Date.now() < deadline) {
    const socket = await openSocket(start.socket)
    if (socket) {
      socket.destroy()
      return
    }
    if (child.exitCode === constants.errno.ENOSPC) throw new Problem('failed', 'The disk that holds its files is full; make room on it, then start the session again.')
    if (!isSameProcess(identity)) throw new Problem('failed', 'The supervisor of this session ended as soon as it was started; the server log has the details.')
    await delay(25)
  }
  throw new Problem('failed', `The supervisor of this session did not answer within ${String(startMs / 1000)} s; try again.`)
}

/**
 * null where nothing listens. Its chunks are overwritten by the next one: a stream would take memory anew for each, which V8 counts
 * as heap.
 */
export async function openSocket(path: string): Promise<Socket | null> {
  const memory = Buffer.allocUnsafeSlow(readBytes)
  const socket: Socket = connectSocket({
    path,
    onread: {
      buffer: memory,
      callback: (length) => {
        socket.emit('data', memory.subarray(0, length))
        return true
      },
    },
  })
  try {
    await once(socket, 'connect')
    return socket
  } catch (error) {
    socket.destroy()
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return null
    throw error
  }
}

/** Ends a supervisor, which ends its terminals; then whatever of the session still runs, however it was detached. */
export async function endSupervisor(identity: ProcessIdentity | null, sessionId: string): Promise<void> {
  if (identity && isSameProcess(identity)) {
    signal(identity.pid, 'SIGTERM')
    const deadline = Date.now() + termMs
    while (isSameProcess(identity) && Date.now() < deadline) await delay(20)
    if (isSameProcess(identity)) signal(identity.pid, 'SIGKILL')
  }
  for (let round = 0; round < 50; round++) {
    const left = processesOf(sessionId)
    if (left.length === 0) return
    for (const pid of left) signal(pid, 'SIGKILL')
    await delay(20)
  }
  throw new Problem('failed', `Processes of this session do not end: ${processesOf(sessionId).join(', ')}. They may hang in the kernel; try again later.`)
}

/** Names the session in the environment of all its processes, so that those which left its process group are found too. */
export const sessionVariable = 'CLAUDEWORK_SESSION'

export function processesOf(sessionId: string): number[] {
  if (process.platform !== 'linux') return []
  const mark = `${sessionVariable}=${sessionId}`
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => environOf(pid).split('\0').includes(mark) || isInScopeOf(sessionId, pid))
    .map(Number)
}

// Processes come and go while /proc is read, and those of other users do not show their environment.
function environOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(String(error.code))) return ''
    throw error
  }
}

function signal(pid: number, how: NodeJS.Signals): void {
  try {
    process.kill(pid, how)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
