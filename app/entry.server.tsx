import { renderToReadableStream } from 'react-dom/server'
import { isRouteErrorResponse, ServerRouter, type EntryContext, type RouterContextProvider } from 'react-router'
import { compressed } from './compressed.ts'
import { contentSecurityPolicy } from './content-security-policy.ts'
import { requestContext } from './context.ts'
import { reloadWhenBroken } from './reload-when-broken.ts'

export { createLoadContext } from './context.ts'

export const streamTimeout = 5_000

type Page = [request: Request, status: number, headers: Headers, entry: EntryContext, context: RouterContextProvider]

export default async function handlePage(...[request, status, headers, entry, context]: Page): Promise<Response> {
  const { nonce, development } = context.get(requestContext)
  const body = await renderToReadableStream(<ServerRouter context={entry} url={request.url} nonce={nonce} />, {
    nonce,
    bootstrapScriptContent: reloadWhenBroken,
    signal: AbortSignal.any([request.signal, AbortSignal.timeout(streamTimeout + 1_000)]),
    onError: (error) => { if (!request.signal.aborted) console.error('page could not be rendered', error) },
  })
  headers.set('Content-Type', 'text/html; charset=utf-8')
  headers.set('Cache-Control', 'no-store')
  headers.set('Content-Security-Policy', contentSecurityPolicy({ nonce, development }))
  return compressed(new Response(body, { status, headers }), request)
}

/** What a page in the browser asks for when it goes to another, or asks for its own anew. */
export function handleDataRequest(response: Response, { request }: { request: Request }): Response {
  return compressed(response, request)
}

/** What a loader throws on purpose (not found, say) is an answer, not an error. */
export function handleError(error: unknown, { request }: { request: Request }): void {
  if (!request.signal.aborted && !isRouteErrorResponse(error)) console.error(error)
}
