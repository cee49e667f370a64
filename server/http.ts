// Everything that arrives over HTTP: admission, then the API, then the page.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TRPCError } from '@trpc/server'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import type { Logger } from 'pino'
import { limits } from '../contract/limits.ts'
import { isApi, isRest, type Admit } from './auth/admit.ts'
import { bearerOf } from './auth/auth.ts'
import { isRescueDownload, sendRescue } from './rescue-download.ts'
import type { Context, Rooms } from './trpc/context.ts'
import { answerRefusal, createRest } from './trpc/rest/rest.ts'
import { appRouter } from './trpc/router.ts'

export type HttpDeps = { rooms: Rooms; admit: Admit; canonicalHost: string; page: (request: IncomingMessage, response: ServerResponse) => void; log: Logger }

export function createHttp({ rooms, admit, canonicalHost, page, log }: HttpDeps) {
  const { auth } = rooms
  const contextOf = (request: IncomingMessage, response: ServerResponse): Context => ({
    ...rooms,
    caller: { via: auth.isToken(bearerOf(request.headers.authorization)) ? 'token' : 'nobody', signInId: null },
    setCookie: (value) => { response.setHeader('Set-Cookie', auth.cookie.header(value)) },
    userAgent: request.headers['user-agent'] ?? '',
    flow: null,
  })
  const onError = (error: TRPCError, path: string | undefined): void => {
    if (error.code === 'INTERNAL_SERVER_ERROR') log.error({ err: error.cause ?? error, path }, 'call failed')
  }
  const rest = createRest({ contextOf, onError })
  const api = createHTTPHandler({
    basePath: '/trpc/',
    router: appRouter,
    maxBatchSize: limits.httpBatch,
    maxBodySize: limits.httpBody,
    createContext: ({ req, res }) => contextOf(req, res),
    onError: ({ error, path }) => { onError(error, path) },
  })

  return (request: IncomingMessage, response: ServerResponse): void => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
    const admission = admit(request, 'http')
    if (!admission.admitted) {
      if (isRest(request.url)) answerRefusal(response, admission)
      else answer(response, admission.status, admission.reason)
      return
    }
    if (isRest(request.url)) {
      rest(request, response).catch((error: unknown) => {
        log.error({ err: error }, 'answering failed')
        response.destroy()
      })
      return
    }
    if (isApi(request.url)) {
      response.setHeader('Cache-Control', 'no-store')
      api(request, response)
      return
    }
    if (isRescueDownload(request)) {
      void sendRescue({ sessions: rooms.sessions, log }, request, response)
      return
    }
    // The page has one name. Others never learn it from us: a page of another origin could lead a tab there and collect our cookie.
    if (request.headers.host !== canonicalHost) {
      answer(response, 404, 'The page lives at the address that claudework printed when it started. Open that one, or run "claudework login" (in a checkout "npm run login") for a link.')
      return
    }
    if (isCrossSiteVisit(request) && auth.signIns.byCookie(auth.cookie.read(request.headers.cookie)) === null) {
      answerReload(response)
      return
    }
    page(request, response)
  }
}

const securityHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  // What has no policy of its own runs nothing; pages replace it with theirs.
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(`${text}\n`)
}

function isCrossSiteVisit({ headers }: IncomingMessage): boolean {
  return (headers['sec-fetch-site'] === 'cross-site' || headers['sec-fetch-site'] === 'same-site') && headers['sec-fetch-dest'] === 'document'
}

// A link on another site arrives without the Strict cookie. A reload comes from our own page, and so with it.
function answerReload(response: ServerResponse): void {
  const nonce = randomBytes(16).toString('base64')
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; frame-ancestors 'none'`,
  })
  response.end(`<!doctype html><title>claudework</title><script nonce="${nonce}">location.reload()</script>`)
}
