import { Problem } from '../problem.ts'

export type FailedClone = { lines: readonly string[]; code: number; repoUrl: string; branch: string | null }

type Cause = { pattern: RegExp; sentence: (clone: FailedClone, found: RegExpExecArray) => string }

/** git's and ssh's own words in the C locale, the more telling first: git ends every one of these with status 128. */
const causes: Cause[] = [
  { pattern: /Remote branch .+ not found/, sentence: ({ branch }) => `The repository has no branch "${branch ?? ''}"; check the name, or leave it out for the default branch.` },
  { pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed/, sentence: (clone) => `The host key of ${hostOf(clone)} is another one than before, which may be an attack; ask who runs it, and remove the old key from known_hosts if the change is right.` },
  { pattern: /Host key verification failed/, sentence: (clone) => `The host key of ${hostOf(clone)} could not be verified; connect to it once with ssh and accept its key.` },
  { pattern: /Permission denied \((?:publickey|password|keyboard)/, sentence: (clone) => `${hostOf(clone)} takes none of the ssh keys that this session has; use an https URL, or a key that it knows.` },
  { pattern: /could not read (?:Username|Password)|terminal prompts disabled|Authentication failed|HTTP Basic: Access denied|returned error: 40[13]/, sentence: (clone) => `The repository at ${hostOf(clone)} wants a password, and claudework has none for it; use an ssh URL with a key, or a repository that needs none.` },
  { pattern: /repository '.*' not found|Repository not found|returned error: 404/, sentence: () => 'There is no repository at this URL, or it is private; check the URL.' },
  { pattern: /does not appear to be a git repository|repository .* does not exist|not valid: is this a git repository/, sentence: () => 'What is at this URL is not a git repository; check the URL.' },
  { pattern: /Could not resolve host(?:name)?/, sentence: (clone) => `The host ${hostOf(clone)} is not known; check the URL and the network.` },
  { pattern: /Operation too slow|Operation timed out|Timeout, server .* not responding/, sentence: (clone) => `${hostOf(clone)} stopped sending, so the clone was ended; try again, or check that server.` },
  { pattern: /Failed to connect|Couldn't connect|Connection refused|Connection timed out|No route to host|Network is unreachable/, sentence: (clone) => `${hostOf(clone)} does not accept connections; check the URL and that the server runs.` },
  { pattern: /certificate/i, sentence: (clone) => `The certificate of ${hostOf(clone)} is not trusted here; install its authority's certificate, or check the URL.` },
  { pattern: /No space left on device|Disk quota exceeded/, sentence: () => 'The disk is full; free some space and try again.' },
  { pattern: /transport '(.+)' not allowed/, sentence: (_, found) => `The protocol ${found[1] ?? ''} is not switched on here; use https or ssh.` },
  { pattern: /early EOF|unexpected disconnect|hung up unexpectedly|RPC failed|invalid index-pack output/, sentence: (clone) => `${hostOf(clone)} closed the connection in the middle of the clone; try again.` },
]

/** One sentence with cause and next step for a clone that failed. */
export function cloneFailure(clone: FailedClone): Problem {
  for (const { pattern, sentence } of causes) {
    for (const line of clone.lines) {
      const found = pattern.exec(line)
      if (found) return new Problem('failed', sentence(clone, found))
    }
  }
  const last = clone.lines.findLast((line) => /^(?:fatal|error): /.test(line)) ?? clone.lines.at(-1)
  const reason = last ? `git said: ${last.replace(/^(?:fatal|error): /, '').slice(0, 300)}` : `git ended with status ${String(clone.code)} and said nothing`
  return new Problem('failed', `The repository could not be cloned; ${reason}. Check the URL and try again.`)
}

function hostOf({ repoUrl }: FailedClone): string {
  return /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?(\[[^\]]+\](?::\d+)?|[^/]+?)(?:\/|:(?!\d+(?:\/|$))|$)/i.exec(repoUrl)?.[1] ?? 'the server'
}
