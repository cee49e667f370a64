import { limits } from './limits.ts'

export type GitProtocol = 'https' | 'ssh' | 'http' | 'file'
export const gitProtocols: readonly GitProtocol[] = ['https', 'ssh', 'http', 'file']

export type RepoUrl = { protocol: GitProtocol; host: string | null; path: string }
export type RepoUrlCheck = { ok: true; url: RepoUrl } | { ok: false; problem: string }

const forms: Record<GitProtocol, string> = {
  https: 'https://host/path',
  ssh: 'ssh://git@host/path or git@host:path',
  http: 'http://host/path',
  file: 'file:///path',
}
const hostPattern = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i
const userPattern = /^[a-z0-9_][a-z0-9_.-]*$/i

/**
 * Holds a repository URL to the shapes that claudework hands to git. An allow-list, since git's own URL forms
 * (`ext::`, options that start with a dash, passwords in the URL) run commands or leak secrets.
 */
export function checkRepoUrl(text: string, allowed: readonly GitProtocol[] = gitProtocols): RepoUrlCheck {
  const wanted = `Give a repository URL of the form ${allowed.map((p) => forms[p]).join(', or ')}`
  const no = (got: string): RepoUrlCheck => ({ ok: false, problem: `${wanted}; ${got}.` })
  if (text === '') return no('it is empty')
  if (text.length > limits.repoUrlLength) return no(`this one has ${String(text.length)} characters, at most ${String(limits.repoUrlLength)} are allowed`)
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0020\u007f-\u00a0\u2028\u2029]/.test(text)) return no('it must not contain spaces or control characters')
  if (text.startsWith('-')) return no('it must not start with a dash')
  const url = scpForm(text) ?? schemeForm(text)
  if (typeof url === 'string') return no(url === otherForm ? likelyMeant(text) : url)
  const page = pageOf(url)
  if (page !== null) return no(`this is the address of a page in it, so leave out ${page}`)
  if (!allowed.includes(url.protocol)) return no(`${url.protocol} is not switched on here`)
  return { ok: true, url }
}

const otherForm = 'this has another form'

/** What people give who do not have a URL at hand. */
function likelyMeant(text: string): string {
  if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)+\/./i.test(text)) return `this has another form: put https:// in front of it`
  if (/^(?:[./~]|[a-z]:\\)/i.test(text)) return `${otherForm}: a folder is none`
  return otherForm
}

/** A page of a repository's web site, which people copy from their browser; null where it is none that is known. */
function pageOf({ protocol, host, path }: RepoUrl): string | null {
  if (protocol !== 'https' || host === null || !/(?:^|\.)(?:github\.com|gitlab\.[a-z.]+)$/i.test(host)) return null
  return /^\/[^/]+\/[^/]+(?:\/[^/]+)*?(\/(?:-\/)?(?:tree|blob|commits?|pulls?|issues|merge_requests|releases)(?:\/.*)?)$/.exec(path)?.[1]?.slice(0, 60) ?? null
}

/** `git@host:path`, the scp-like form; null where the text has another shape. */
function scpForm(text: string): RepoUrl | string | null {
  const match = /^([^@:/]+)@([^@:/]+):(?!\/\/)(.+)$/.exec(text)
  if (!match) return null
  const [, user = '', host = '', path = ''] = match
  return authority('ssh', { user, password: '', host, path })
}

function schemeForm(text: string): RepoUrl | string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(?:([^/@]*)@)?([^/@]*)(\/.*)?$/i.exec(text)
  if (!match) return otherForm
  const [, scheme = '', userinfo, host = '', path = ''] = match
  const protocol = gitProtocols.find((p) => p === scheme.toLowerCase())
  if (!protocol) return `"${scheme.slice(0, 20)}" is not one of its protocols`
  const colon = userinfo?.indexOf(':') ?? -1
  const user = colon < 0 ? (userinfo ?? '') : (userinfo ?? '').slice(0, colon)
  return authority(protocol, { user, password: colon < 0 ? '' : 'given', host, path })
}

function authority(protocol: GitProtocol, parts: { user: string; password: string; host: string; path: string }): RepoUrl | string {
  const { user, password, host, path } = parts
  if (password) return 'a URL must not hold a password, since it would be stored with the repository'
  if (user && protocol !== 'ssh') return 'a user name is only allowed for ssh'
  if (user && !userPattern.test(user)) return 'the user name may hold letters, digits, dot, dash and underscore'
  if (protocol === 'file') {
    if (host) return 'file URLs have no host'
  } else if (!hostPattern.test(host)) return 'the host is missing or has characters that host names do not have'
  if (path === '' || path === '/') return 'the path of the repository is missing'
  if (path.startsWith('-')) return 'the path must not start with a dash'
  return { protocol, host: protocol === 'file' ? null : host, path }
}
