// The way to an engine on another machine by ssh: each HTTP connection is `docker system dial-stdio` there, as the docker command
// itself does it. By the system's ssh, so that ~/.ssh/config, known hosts, agents and jump hosts hold as they do by hand.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, type ClientRequestArgs } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { SshStream } from './ssh-stream.ts'

export type SshTarget = { host: string; port?: number | undefined; user?: string | undefined; identityFile?: string | undefined }

type Env = Record<string, string | undefined>

/** The connection stays this long after its last use: a new one takes ten times as long as a channel of one that is there. */
const keptSeconds = 60
const idleMs = 20_000

class SshAgent extends Agent {
  readonly #target: SshTarget
  readonly #env: Env
  readonly #control: string
  #closed = false

  constructor(target: SshTarget, env: Env) {
    super({ keepAlive: true, timeout: idleMs })
    this.#target = target
    this.#env = env
    // A short path of our own: a socket's has 104 characters at most.
    this.#control = mkdtempSync(join(tmpdir(), 'claudework-ssh-'))
  }

  override createConnection(_options: ClientRequestArgs): Duplex {
    const child = spawn('ssh', [...this.#arguments(), 'docker', 'system', 'dial-stdio'], { env: this.#variables(), stdio: ['pipe', 'pipe', 'pipe'], detached: true })
    return new SshStream(child, this.#target.host)
  }

  override destroy(): void {
    super.destroy()
    if (this.#closed) return
    this.#closed = true
    const clear = (): void => { rmSync(this.#control, { recursive: true, force: true }) }
    const ending = spawn('ssh', ['-O', 'exit', ...this.#arguments()], { env: this.#variables(), stdio: 'ignore' })
    ending.once('error', clear)
    ending.once('exit', clear)
  }

  #arguments(): string[] {
    const { host, port, user, identityFile } = this.#target
    const options = [
      'BatchMode=yes', 'ConnectTimeout=10', 'ServerAliveInterval=15', 'ServerAliveCountMax=3', 'ForwardAgent=no', 'ForwardX11=no', 'ClearAllForwardings=yes',
      'ControlMaster=auto', `ControlPath=${this.#control}/%C`, `ControlPersist=${String(keptSeconds)}`,
    ]
    return [
      ...options.flatMap((option) => ['-o', option]), '-T',
      ...(port === undefined ? [] : ['-p', String(port)]),
      ...(user === undefined ? [] : ['-l', user]),
      ...(identityFile === undefined ? [] : ['-i', identityFile, '-o', 'IdentitiesOnly=yes']),
      '--', host,
    ]
  }

  /** Nothing of the server's own secrets goes to ssh, or by SendEnv to the other machine. */
  #variables(): Record<string, string> {
    const kept = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SSH_AUTH_SOCK', 'TMPDIR']
    return { LC_ALL: 'C', ...Object.fromEntries(kept.flatMap((name) => (this.#env[name] === undefined ? [] : [[name, this.#env[name]]]))) }
  }
}

export function createSshAgent(target: SshTarget, env: Env): Agent {
  return new SshAgent(target, env)
}
