import { TRPCClientError, type Operation, type TRPCLink } from '@trpc/client'
import { observable } from '@trpc/server/observable'
import type { AppRouter } from '../server/trpc/router.ts'

/** One HTTP request with a text, and its whole answer as JSON. Rejects where no answer came, or none of this kind. */
export type PlainRequest = (call: { url: string; method: 'GET' | 'POST'; headers: Record<string, string>; body?: string; signal: AbortSignal }) => Promise<unknown>

type ErrorEnvelope = Extract<Parameters<typeof TRPCClientError.from<AppRouter>>[0], { error: unknown }>

/**
 * Ends a chain of links with a request of JSON a call, as https://trpc.io/docs/rpc has it without a transformer. tRPC's own link
 * asks of every input whether it is a form or a blob, for which Node loads all of its fetch.
 */
export function plainLink(options: { url: string; headers: Record<string, string>; request: PlainRequest }): TRPCLink<AppRouter> {
  return () => ({ op }) => observable((observer) => {
    const left = new AbortController()
    const signal = op.signal ? AbortSignal.any([op.signal, left.signal]) : left.signal
    call(op, { ...options, signal }).then(
      (result) => {
        observer.next({ result })
        observer.complete()
      },
      (error: unknown) => { observer.error(error instanceof Error || isErrorEnvelope(error) ? TRPCClientError.from(error) : TRPCClientError.from(new Error(String(error)))) },
    )
    return () => { left.abort() }
  })
}

type Call = { url: string; headers: Record<string, string>; request: PlainRequest; signal: AbortSignal }

async function call({ type, path, input }: Operation, { url, headers, request, signal }: Call): Promise<{ type: 'data'; data: unknown }> {
  if (type === 'subscription') throw new Error('Subscriptions need a connection that stays: use createClient() for them.')
  const text = input === undefined ? undefined : JSON.stringify(input)
  const answer = await (type === 'query'
    ? request({ url: `${url}/${path}${text === undefined ? '' : `?input=${encodeURIComponent(text)}`}`, method: 'GET', headers, signal })
    : request({ url: `${url}/${path}`, method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, ...(text === undefined ? {} : { body: text }), signal }))
  if (isErrorEnvelope(answer)) throw TRPCClientError.from<AppRouter>(answer)
  if (!hasObject(answer, 'result')) throw new Error(`what answers at ${url} is not claudework`)
  return { type: 'data', data: 'data' in answer.result ? answer.result.data : undefined }
}

function isErrorEnvelope(answer: unknown): answer is ErrorEnvelope {
  return hasObject(answer, 'error') && 'message' in answer.error && typeof answer.error.message === 'string' && 'code' in answer.error && typeof answer.error.code === 'number'
}

function hasObject<K extends string>(value: unknown, name: K): value is Record<K, object> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'object' && Reflect.get(value, name) !== null
}
