import { spawn } from 'node:child_process'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { diskOf, type Disk } from '../../disk.ts'
import { Problem } from '../../problem.ts'
import type { CreateHooks } from '../adapter.ts'
import type { OriginCredential } from '../credentials/git-hosts.ts'
import { fillMirror, isSound, markBroken } from './host-mirror.ts'
import { createCloneProgress } from '../clone-progress.ts'
import { watchRoom } from '../clone-room.ts'

export type CloneOptions = {
  repoUrl: string
  branch: string | null
  /** Made and checked out in the clone; null = none. */
  newBranch?: string | null | undefined
  /** Must not exist yet; appears whole or not at all. */
  target: string
  knownHosts: string
  env: Record<string, string>
  protocols: readonly string[]
  stallSeconds: number
  /** For the repository's host; null = git asks whom it always asks. */
  credential: OriginCredential | null
  /** A file of host keys that are known beforehand. */
  publishedKeys: string
  /** The folder of this repository's mirror, there or not; left out = the clone borrows nothing and lends nothing. */
  mirror?: string | null | undefined
  /** Leaves the contents of files to be fetched when they are needed. */
  partial?: boolean
  /** The disk that it is written to, as it is now; left out = that is looked at. */
  disk?: () => Promise<Disk | null>
  /** The socket of the ssh-agent that may be asked; null = none. */
  sshAgent: string | null
}

type CloneHooks = Pick<CreateHooks, 'onStep' | 'onLog' | 'signal'>

const killMs = 5_000

/** `git clone` as a child process of the server, in a process group of its own, into a folder that is renamed once it is whole. */
export async function cloneOnHost(options: CloneOptions, given: CloneHooks): Promise<void> {
  const partial = `${options.target}.partial`
  await rm(partial, { recursive: true, force: true })
  using room = watchRoom(options.disk ?? (() => diskOf(dirname(options.target))))
  const hooks = { ...given, signal: AbortSignal.any([given.signal, room.signal]) }
  try {
    const lender = options.mirror && await isSound(options.mirror, gitEnv(options)) ? options.mirror : null
    await cloneInto(partial, { options, lender }, hooks).catch(async (error: unknown) => {
      // Where the repository answers, what failed may be the mirror: the clone is made without it.
      if (lender === null || hooks.signal.aborted || !(await answers(options, hooks.signal))) throw error
      hooks.onLog('The mirror of this repository could not be used; cloning without it.')
      await rm(partial, { recursive: true, force: true })
      await cloneInto(partial, { options, lender: null }, hooks)
      await markBroken(lender)
    })
    if (options.mirror) await lendFrom(partial, options.mirror, { options, hooks })
    if (options.newBranch) await makeBranch(options, partial, hooks.signal)
    await rename(partial, options.target)
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw room.signal.aborted && !given.signal.aborted ? room.problem() : error
  }
}

async function cloneInto(target: string, { options, lender }: { options: CloneOptions; lender: string | null }, hooks: CloneHooks): Promise<void> {
  const progress = createCloneProgress({
    repoUrl: options.repoUrl,
    branch: options.branch,
    onProgress: ({ percent, message }) => { hooks.onStep({ name: 'clone', state: 'running', percent, message }) },
    onLine: hooks.onLog,
  })
  const code = await runGit(gitArguments(options, { target, lender }), { options, onOutput: (bytes) => { progress.push(bytes) }, signal: hooks.signal })
  if (hooks.signal.aborted) throw new Problem('cancelled', 'The clone was cancelled.')
  if (code !== 0) throw progress.failure(code)
}

async function answers(options: CloneOptions, signal: AbortSignal): Promise<boolean> {
  const asking = { ...options, stallSeconds: Math.min(10, options.stallSeconds) }
  return await runGit([...gitSettings(asking), 'ls-remote', '--quiet', '--', options.repoUrl, 'HEAD'], { options, onOutput: () => undefined, signal }) === 0
}

/** A mirror that cannot be brought up to date lends what it has; the clone is whole all the same. */
async function lendFrom(clone: string, mirror: string, { options, hooks }: { options: CloneOptions; hooks: CloneHooks }): Promise<void> {
  try {
    const refs: Buffer[] = []
    const code = await runGit(['-C', clone, 'for-each-ref', '--format=%(objectname) %(refname)', 'refs/remotes', 'refs/tags'], { options, onOutput: () => undefined, onAnswer: (bytes) => refs.push(bytes), signal: hooks.signal })
    if (code === 0) await fillMirror(mirror, { gitDir: join(clone, '.git'), refs: Buffer.concat(refs).toString('utf8') })
  } catch (error) {
    hooks.onLog(`The mirror of this repository could not be brought up to date: ${error instanceof Error ? error.message : 'no reason was given'}.`)
  }
}

/** In a tree that nobody but us has written yet. */
async function makeBranch(options: CloneOptions, folder: string, signal: AbortSignal): Promise<void> {
  const said: string[] = []
  const code = await runGit(['-C', folder, '-c', 'core.hooksPath=/dev/null', 'switch', '-c', options.newBranch ?? ''], { options, onOutput: (bytes) => { said.push(Buffer.from(bytes).toString('utf8')) }, signal })
  if (code !== 0) throw new Problem('failed', `The branch "${options.newBranch ?? ''}" could not be made: ${said.join('').trim().replace(/^fatal: /, '').slice(0, 300)}. Choose another name and try again.`)
}

// Reads its own variables alone: what runs here shows in nobody's list of processes.
const answerFromVariables = '!f() { test "$1" = get || exit 0; printf "username=%s\\npassword=%s\\n" "$CLAUDEWORK_GIT_USERNAME" "$CLAUDEWORK_GIT_PASSWORD"; }; f'

function gitArguments(options: CloneOptions, { target, lender }: { target: string; lender: string | null }): string[] {
  const { repoUrl, branch, partial = false } = options
  return [
    ...gitSettings(options),
    'clone', '--progress',
    ...(branch === null ? [] : ['--branch', branch]), ...(lender === null ? [] : ['--reference', lender]), ...(partial ? ['--filter=blob:none'] : []),
    '--', repoUrl, target,
  ]
}

function gitSettings({ stallSeconds, credential }: CloneOptions): string[] {
  // For this host alone, also where the server sends git on to another; an empty one first, so that no other helper is asked or told.
  const helpers = credential === null ? [] : ['', answerFromVariables].map((helper) => `credential.${credential.origin}.helper=${helper}`)
  const settings = [
    ...helpers,
    'core.hooksPath=/dev/null', 'core.fsmonitor=false', 'submodule.recurse=false', 'checkout.workers=4',
    'http.followRedirects=initial', 'http.lowSpeedLimit=1', `http.lowSpeedTime=${String(stallSeconds)}`,
  ]
  return settings.flatMap((setting) => ['-c', setting])
}

function gitEnv({ env, protocols, knownHosts, credential, publishedKeys, sshAgent }: CloneOptions): Record<string, string> {
  return {
    ...env,
    ...(credential === null ? {} : { CLAUDEWORK_GIT_USERNAME: credential.username, CLAUDEWORK_GIT_PASSWORD: credential.password }),
    ...(sshAgent === null ? {} : { SSH_AUTH_SOCK: sshAgent }),
    LC_ALL: 'C.UTF-8',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_ALLOW_PROTOCOL: protocols.join(':'),
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_TEMPLATE_DIR: '',
    GIT_SSH_COMMAND: `ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=4 -o StrictHostKeyChecking=accept-new -o 'GlobalKnownHostsFile="${publishedKeys}" /etc/ssh/ssh_known_hosts' -o 'UserKnownHostsFile="${knownHosts}" ~/.ssh/known_hosts'`,
  }
}

type GitRun = {
  options: CloneOptions
  onOutput: (bytes: Uint8Array) => void
  /** Gets what it prints; left out = that is nobody's. */
  onAnswer?: (bytes: Buffer) => void
  signal: AbortSignal
}

function runGit(args: string[], { options, onOutput, onAnswer, signal }: GitRun): Promise<number> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      resolve(130)
      return
    }
    const child = spawn('git', args, { env: gitEnv(options), stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    child.stdout.on('data', (bytes: Buffer) => { onAnswer?.(bytes) })
    const killGroup = (how: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, how)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
      }
    }
    let escalation: NodeJS.Timeout | undefined
    const onAbort = (): void => {
      killGroup('SIGTERM')
      escalation = setTimeout(() => { killGroup('SIGKILL') }, killMs)
    }
    signal.addEventListener('abort', onAbort)
    child.stderr.on('data', onOutput)
    child.on('error', (error) => {
      reject('code' in error && error.code === 'ENOENT' ? new Problem('precondition', 'git is not installed on this machine; install it (Debian: apt-get install git) and try again.') : error)
    })
    child.on('close', (code) => {
      clearTimeout(escalation)
      signal.removeEventListener('abort', onAbort)
      resolve(code ?? 128)
    })
  })
}
