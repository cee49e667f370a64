import { spawn } from 'node:child_process'
import { HelperFailure } from './failure.ts'

/** Every way in which git could run something of the repository, or talk to anybody, is shut; see fence.ts for its configuration. */
const shut: Readonly<Record<string, string>> = {
  LC_ALL: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  // Older than GIT_NO_LAZY_FETCH, and for every other way to a remote: a list that names no transport there is.
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  SSH_ASKPASS: '',
  GIT_PAGER: 'cat',
  GIT_EDITOR: 'false',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_LFS_SKIP_SMUDGE: '1',
}

export type GitOptions = {
  /** Where it runs, and what the fence adds. */
  cwd: string
  env: Record<string, string>
  input?: Buffer
  /** Called with pieces of stdout; without it they are collected. Returning false ends git there. */
  onOutput?: (bytes: Buffer) => boolean
  /** Bytes that may be collected. */
  most?: number
  /** Exit codes that are answers. */
  codes?: readonly number[]
}

const mostCollected = 256 * 1024 * 1024

/** Runs git to its end. Yields what it printed. */
export function git(args: readonly string[], { cwd, env, input, onOutput, most = mostCollected, codes = [0] }: GitOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const home = env['GIT_DIR'] ?? '/nonexistent'
    const child = spawn('git', args, { cwd, env: { PATH: process.env['PATH'] ?? '', HOME: home, XDG_CONFIG_HOME: home, ...shut, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
    const chunks: Buffer[] = []
    let size = 0
    let said = ''
    let enough = false
    child.stdout.on('data', (bytes: Buffer) => {
      if (enough) return
      if (onOutput) enough = !onOutput(bytes)
      else {
        chunks.push(bytes)
        size += bytes.length
        enough = size > most
      }
      if (enough) child.kill('SIGKILL')
    })
    child.stderr.on('data', (bytes: Buffer) => { said = (said + bytes.toString('utf8')).slice(-2_000) })
    // It may end before it has read all that it was given.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    child.on('error', (error) => {
      reject('code' in error && error.code === 'ENOENT' ? new HelperFailure('git is not installed here; install it (Debian: apt-get install git) and try again.') : error)
    })
    child.on('close', (code) => {
      if (size > most) reject(new HelperFailure('git had more to say than fits in memory; the repository is too large to look at.'))
      else if (enough || (code !== null && codes.includes(code))) resolve(Buffer.concat(chunks))
      else reject(new HelperFailure(`git ${args.find((arg) => !arg.startsWith('-')) ?? ''} could not read the repository: ${lastLine(said) || `exit ${String(code)}`}.`))
    })
  })
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').replace(/^(fatal|error): /, '').replace(/\.$/, '').slice(0, 300)
}
