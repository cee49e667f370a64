// HTTPS tokens, one per git host. They lie in a file (0600) of the data directory: the database may be on another machine, is
// copied into backups, and its rows are shown.
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { SetGitHost } from '../../../contract/git-host.ts'
import { checkRepoUrl, type GitProtocol } from '../../../contract/repo-url.ts'
import { Problem } from '../../problem.ts'
import { replaceFile } from '../../replace-file.ts'

const stored = z.record(z.string(), z.object({ username: z.string(), token: z.string(), at: z.string() }))
type Stored = z.infer<typeof stored>

export type ListedGitHost = {
  host: string
  username: string
  /** When the token was set. */
  at: string
}
export type GitCredential = { username: string; password: string }

/** What the big hosts want beside a token; elsewhere any name will do. */
const usernames: Readonly<Record<string, string>> = { 'github.com': 'x-access-token', 'gitlab.com': 'oauth2', 'bitbucket.org': 'x-token-auth' }

/** A credential with the place that it is for, as git writes it: `https://host[:port]`. */
export type OriginCredential = GitCredential & { origin: string }

export type GitHosts = {
  /** Never with a token. */
  list(): ListedGitHost[]
  set(wanted: SetGitHost): ListedGitHost
  /** Already gone is success. */
  remove(host: string): void
  /** For git, which speaks of `protocol` and `host` (with its port). null where there is none for it. */
  credentialFor(protocol: string, host: string): GitCredential | null
  /** For a clone from this URL. */
  forRepository(repoUrl: string): OriginCredential | null
}

/** `protocols`: those that the operator switched on; a token goes over plain http only where that is one of them. */
export function createGitHosts({ file, protocols, now }: { file: string; protocols: readonly GitProtocol[]; now: () => number }): GitHosts {
  const hosts = read(file)
  const keep = (): void => { replaceFile(file, `${JSON.stringify(Object.fromEntries(hosts), null, 2)}\n`) }
  const listed = (host: string, { username, at }: Stored[string]): ListedGitHost => ({ host, username, at })

  function credentialFor(protocol: string, host: string): GitCredential | null {
    if (protocol !== 'https' && !(protocol === 'http' && protocols.includes('http'))) return null
    const known = hosts.get(host.toLowerCase())
    return known ? { username: known.username, password: known.token } : null
  }

  return {
    list: () => [...hosts].map(([host, known]) => listed(host, known)).sort((a, b) => (a.host < b.host ? -1 : 1)),
    set({ host, username, token }) {
      const entry = { username: username ?? hosts.get(host)?.username ?? usernames[host] ?? 'git', token, at: new Date(now()).toISOString() }
      hosts.set(host, entry)
      keep()
      return listed(host, entry)
    },
    remove(host) {
      if (hosts.delete(host)) keep()
    },
    credentialFor,
    forRepository(repoUrl) {
      const asked = passwordOriginOf(repoUrl)
      const credential = asked && credentialFor(asked.protocol, asked.host)
      return credential && { ...credential, origin: asked.origin }
    },
  }
}

/** Where git asks for a password on behalf of a repository, as git writes it: `https://host[:port]`. null for ssh and files. */
export function passwordOriginOf(repoUrl: string): { protocol: 'https' | 'http'; host: string; origin: string } | null {
  const checked = checkRepoUrl(repoUrl)
  if (!checked.ok) return null
  const { protocol, host } = checked.url
  if (host === null || (protocol !== 'https' && protocol !== 'http')) return null
  return { protocol, host: host.toLowerCase(), origin: `${protocol}://${host.toLowerCase()}` }
}

function read(file: string): Map<string, Stored[string]> {
  if (!existsSync(file)) return new Map()
  try {
    return new Map(Object.entries(stored.parse(JSON.parse(readFileSync(file, 'utf8')))))
  } catch (error) {
    throw new Problem('precondition', `${file} cannot be read as the list of git hosts and their tokens; mend it, or remove it and set the tokens again.`, { cause: error })
  }
}
