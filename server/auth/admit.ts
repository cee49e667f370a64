// The one gate before everything else, for HTTP requests and upgrades alike. Browsers apply neither CORS nor Fetch Metadata to
// WebSockets, and DNS rebinding makes Origin equal Host: hence two exact allow-lists.
import type { IncomingMessage } from 'node:http'
import { bearerOf } from './auth.ts'

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
    const bearer = bearerOf(headers.authorization) !== null
    if (isRest(request.url)) return admitRestChange(request, bearer)
    if (method !== 'POST' || !isApi(request.url)) return refuse(405, 'Only GET and HEAD exist here.')
    if (headers.origin === undefined && !bearer) return refuse(403, 'A call from outside the page needs "Authorization: Bearer <token>".')
    return isJson(request) ? admitted : refuse(415, 'Send JSON, with "Content-Type: application/json".')
  }
}

export type Admit = ReturnType<typeof createAdmit>

/** The path below which the API lives, on HTTP and WebSocket. */
export function isApi(url: string | undefined): boolean {
  const path = (url ?? '/').split('?', 1)[0]
  return path === '/trpc' || (path?.startsWith('/trpc/') ?? false)
}

/** Plain HTTP for programs: takes the API token and nothing else, so that no page can call it, ours neither. */
export function isRest(url: string | undefined): boolean {
  const path = (url ?? '/').split('?', 1)[0] ?? '/'
  return path === '/openapi.json' || path === '/api' || path.startsWith('/api/')
}

function admitRestChange(request: IncomingMessage, bearer: boolean): Admission {
  const { headers, method } = request
  if (method !== 'POST' && method !== 'DELETE') return refuse(405, 'Only GET, HEAD, POST and DELETE exist here.')
  if (!bearer) return refuse(403, 'A call from outside the page needs "Authorization: Bearer <token>".')
  const empty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0
  return empty || isJson(request) ? admitted : refuse(415, 'Send JSON, with "Content-Type: application/json".')
}

function isJson({ headers }: IncomingMessage): boolean {
  return /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')
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
