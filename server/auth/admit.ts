// The one gate before everything else, for HTTP requests and upgrades alike. Browsers apply neither CORS nor Fetch Metadata to
// WebSockets, and DNS rebinding makes Origin equal Host: hence two exact allow-lists.
import type { IncomingMessage } from 'node:http'

export type Admission = { admitted: true } | { admitted: false; status: 403 | 405 | 415 | 421; reason: string }

export type AdmitOptions = {
  /** Exact `Host` values, port included. */
  hosts: ReadonlySet<string>
  /** The one origin whose pages are ours. */
  origin: string
}

const admitted: Admission = { admitted: true }

export function createAdmit({ hosts, origin }: AdmitOptions) {
  return (request: IncomingMessage, kind: 'http' | 'upgrade'): Admission => {
    const { headers, method } = request
    if (!hosts.has(headers.host ?? '')) return refuse(421, 'This server does not answer to that host name.')
    if (headers.origin !== undefined && headers.origin !== origin) return refuse(403, 'Pages of another origin may not call claudework.')
    if (kind === 'upgrade') return admitted
    if (method === 'GET' || method === 'HEAD') return admitRead(request)
    if (method !== 'POST' || !isApi(request.url)) return refuse(405, 'Only GET and HEAD exist here.')
    const bearer = /^Bearer ./.test(headers.authorization ?? '')
    if (headers.origin === undefined && !bearer) return refuse(403, 'A call from outside the page needs "Authorization: Bearer <token>".')
    if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return refuse(415, 'Send JSON, with "Content-Type: application/json".')
    return admitted
  }
}

export type Admit = ReturnType<typeof createAdmit>

/** The path below which the API lives, on HTTP and WebSocket. */
export function isApi(url: string | undefined): boolean {
  const path = (url ?? '/').split('?', 1)[0]
  return path === '/trpc' || (path?.startsWith('/trpc/') ?? false)
}

// A page of another site may link here (a top-level navigation) but not embed, fetch or prefetch.
function admitRead({ headers }: IncomingMessage): Admission {
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'none' || site === 'same-origin') return admitted
  if (headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document') return admitted
  return refuse(403, 'Pages of another site may only link here.')
}

function refuse(status: 403 | 405 | 415 | 421, reason: string): Admission {
  return { admitted: false, status, reason }
}
