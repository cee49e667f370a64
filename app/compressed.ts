/**
 * The answer to a page, in a tenth of its bytes where the browser takes that: a list of sessions is a hundred kilobytes long.
 * No secret stands in a page that could be guessed from the length of what it is packed with.
 */
export function compressed(response: Response, request: Request): Response {
  const { body, status } = response
  const headers = new Headers(response.headers)
  headers.append('Vary', 'Accept-Encoding')
  if (body === null || headers.has('Content-Encoding') || !/\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')) return new Response(body, { status, headers })
  headers.set('Content-Encoding', 'gzip')
  headers.delete('Content-Length')
  return new Response(body.pipeThrough(new CompressionStream('gzip')), { status, headers })
}
