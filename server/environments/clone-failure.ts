import { Problem, type ProblemKind } from '../problem.ts'

type About = { repoUrl: string; branch: string | null; code: number }
type Cause = { pattern: RegExp; kind: ProblemKind; sentence: (about: About & { host: string; match: RegExpExecArray }) => string }

// In order: what is said first here explains what git says after it (a changed host key also "could not read from remote").
const causes: readonly Cause[] = [
  {
    pattern: /Remote branch (.+) not found in upstream/,
    kind: 'not-found',
    sentence: ({ match }) => `The repository has no branch "${String(match[1])}"; check its name, or leave it out for the default branch.`,
  },
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key verification failed/i,
    kind: 'failed',
    sentence: ({ host }) => `The host key of ${host} is not the one it had before, so someone may be in between; check it with the host's owner.`,
  },
  {
    pattern: /could not read (?:Username|Password)|terminal prompts disabled|Authentication failed|returned error: 40[13]/i,
    kind: 'failed',
    sentence: ({ host }) => `${host} wants a user name and password for this repository, or it does not exist; check the URL, and set a token for ${host} in the settings that can read it.`,
  },
  {
    pattern: /Permission denied \((?:publickey|.*password).*\)/i,
    kind: 'failed',
    sentence: ({ host }) => `${host} took none of our SSH keys; use its https URL, or switch on the SSH agent for this environment.`,
  },
  {
    pattern: /repository '.*' not found|Repository not found|does not appear to be a git repository|returned error: 404|not valid: is this a git repository|project you were looking for could not be found/i,
    kind: 'not-found',
    sentence: ({ host }) => `There is no repository at this URL on ${host}; check its spelling, and that it is public.`,
  },
  {
    pattern: /Could not resolve host(?:name)?/i,
    kind: 'unavailable',
    sentence: ({ host }) => `The host ${host} is unknown here; check its spelling, and that this machine has a network.`,
  },
  {
    pattern: /Connection refused/i,
    kind: 'unavailable',
    sentence: ({ host }) => `${host} refused the connection; check host and port, and that its git server runs.`,
  },
  {
    pattern: /Operation too slow/i,
    kind: 'unavailable',
    sentence: ({ host }) => `${host} sent nothing for too long, so the clone was ended; try again.`,
  },
  {
    pattern: /Failed to connect|Could not connect to server|Connection timed out|No route to host|Network is unreachable/i,
    kind: 'unavailable',
    sentence: ({ host }) => `${host} cannot be reached from here; check the network and the port, and try again.`,
  },
  {
    pattern: /SSL certificate problem|certificate verif(?:y|ication) failed|unable to get local issuer/i,
    kind: 'failed',
    sentence: ({ host }) => `The certificate of ${host} is not trusted here; add its issuer to the trusted ones of this machine.`,
  },
  {
    pattern: /No space left on device|Disk quota exceeded/i,
    kind: 'failed',
    sentence: () => 'The disk is full, so the clone could not be written; free some space and try again.',
  },
  {
    pattern: /transport '(.+)' not allowed|protocol '(.+)' is not (?:supported|allowed)/i,
    kind: 'bad-input',
    sentence: ({ match }) => `The protocol ${String(match[1] ?? match[2])} is not switched on here; use https or ssh.`,
  },
  {
    pattern: /unable to update url base from redirection|redirect/i,
    kind: 'failed',
    sentence: ({ host }) => `${host} sends this URL on to another place; use the repository's own URL.`,
  },
  {
    pattern: /is not empty and holds no clone/,
    kind: 'failed',
    sentence: () => 'The volume holds something else already; retry makes a new one.',
  },
  {
    pattern: /early EOF|RPC failed|unexpected disconnect|hung up unexpectedly|Connection (?:reset|closed)|closed by remote host|invalid index-pack output|HTTP 5\d\d|returned error: 5\d\d/i,
    kind: 'unavailable',
    sentence: ({ host }) => `The connection to ${host} broke in the middle of the clone; try again.`,
  },
]

/** git's last words as one sentence with cause and next step. */
export function cloneFailure(lines: readonly string[], about: About): Problem {
  const text = lines.join('\n')
  const host = hostOf(about.repoUrl)
  for (const { pattern, kind, sentence } of causes) {
    const match = pattern.exec(text)
    if (match) return new Problem(kind, sentence({ ...about, host, match }))
  }
  return new Problem('failed', `git could not clone the repository (exit ${String(about.code)}): ${lastWords(lines)}.`)
}

/** Why a clone was ended from our side: nothing came. */
export function cloneStalled(repoUrl: string, seconds: number): Problem {
  return new Problem('unavailable', `${hostOf(repoUrl)} sent nothing for ${String(seconds)} s, so the clone was ended; try again.`)
}

function hostOf(repoUrl: string): string {
  const scp = /^[^@:/]+@([^:/]+):/.exec(repoUrl)
  if (scp?.[1]) return scp[1]
  return (URL.canParse(repoUrl) && new URL(repoUrl).host) || 'the git server'
}

function lastWords(lines: readonly string[]): string {
  const words = lines.findLast((line) => /^(?:fatal|error): /.test(line)) ?? lines.at(-1) ?? 'it gave no reason'
  return words.replace(/^(?:fatal|error): /, '').replace(/[.\s]+$/, '').slice(0, 300)
}
