// Serves the routes over the router: the same procedures, sentences and codes as at /trpc, with HTTP's own verbs and statuses.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { callTRPCProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape, TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import type { Context } from '../context.ts'
import { appRouter } from '../router.ts'
import { readInput } from './input.ts'
import openapi from './openapi.json' with { type: 'json' }
import { matchRoute, type Route } from './routes.ts'

export type RestDeps = {
  contextOf: (request: IncomingMessage, response: ServerResponse) => Context
  onError: (error: TRPCError, path: string) => void
}

export function createRest({ contextOf, onError }: RestDeps) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const ctx = contextOf(request, response)
    const left = new AbortController()
    response.on('close', () => { left.abort() })
    const route = find(request, response, ctx)
    if (!route) return
    if (route === 'document') {
      answerJson(response, 200, { ...openapi, info: { ...openapi.info, version: ctx.health.version } })
      return
    }
    try {
      const input = await readInput(request, route.route, route.id)
      const { procedure: path, type, status, method } = route.route
      const data: unknown = await callTRPCProcedure({ router: appRouter, path, type, ctx, getRawInput: () => Promise.resolve(input), signal: left.signal, batchIndex: 0 })
      if (method === 'POST' && status === 201) response.setHeader('Location', `/api/sessions/${encodeURIComponent(idIn(data))}`)
      answerJson(response, status, data)
    } catch (thrown) {
      // The caller left before it had said all.
      if (request.destroyed && !request.complete) return
      const error = getTRPCErrorFromUnknown(thrown)
      if (error.code === 'INTERNAL_SERVER_ERROR') onError(error, route.route.procedure)
      if (error.code === 'PAYLOAD_TOO_LARGE') {
        response.setHeader('Connection', 'close')
        request.resume()
      }
      answerError(response, error, { path: route.route.procedure, type: route.route.type, ctx })
    }
  }
}

/** Strangers do not learn which addresses there are. */
function find(request: IncomingMessage, response: ServerResponse, ctx: Context): { route: Route; id: string | null } | 'document' | null {
  const refuse = (error: TRPCError): null => {
    answerError(response, error, { path: undefined, type: 'unknown', ctx })
    return null
  }
  if (ctx.caller.via === 'nobody') return refuse(new TRPCError({ code: 'UNAUTHORIZED', message: 'This needs "Authorization: Bearer <token>"; the token is in the data directory of claudework.' }))
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
  if (path === '/openapi.json' && (request.method === 'GET' || request.method === 'HEAD')) return 'document'
  const match = matchRoute(request.method ?? 'GET', path)
  switch (match.kind) {
    case 'route': return match
    case 'wrong method':
      response.setHeader('Allow', match.allowed.join(', '))
      return refuse(new TRPCError({ code: 'METHOD_NOT_SUPPORTED', message: `${path} takes ${match.allowed.join(' and ')}.` }))
    case 'nothing': return refuse(new TRPCError({ code: 'NOT_FOUND', message: 'There is nothing at this address; GET /openapi.json lists those there are.' }))
  }
}

/** What the door refuses, in the form that every other error has here. */
export function answerRefusal(response: ServerResponse, { status, reason }: { status: keyof typeof refusals; reason: string }): void {
  const code = refusals[status]
  answerJson(response, status, { error: { message: reason, code: TRPC_ERROR_CODES_BY_KEY[code], data: { code, httpStatus: status } } })
}

const refusals = { 403: 'FORBIDDEN', 405: 'METHOD_NOT_SUPPORTED', 415: 'UNSUPPORTED_MEDIA_TYPE', 421: 'FORBIDDEN' } as const

function answerJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }).end(JSON.stringify(value))
}

type Where = { path: string | undefined; type: 'query' | 'mutation' | 'unknown'; ctx: Context }

function answerError(response: ServerResponse, error: TRPCError, { path, type, ctx }: Where): void {
  const shape = getTRPCErrorShape({ config: appRouter._def._config, error, path, type, input: undefined, ctx })
  const status = getHTTPStatusCodeFromError(error)
  answerJson(response, status, { error: { ...shape, data: { ...shape.data, httpStatus: status } } })
}

function idIn(data: unknown): string {
  return typeof data === 'object' && data !== null && 'id' in data && typeof data.id === 'string' ? data.id : ''
}
