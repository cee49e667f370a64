import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { Problem } from '../problem.ts'
import { checkWebhookAddress } from './webhook-address.ts'

const enoughOfAnswer = 64 * 1024

type LookupDone = (error: Error | null, address: string | LookupAddress[], family?: number) => void

/** Every address of a name is looked at before one is connected to: a name may change its mind between two lookups. */
function checkedLookup(hostname: string, options: LookupOptions, done: LookupDone): void {
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) {
      done(error, [])
      return
    }
    try {
      for (const { address } of addresses) checkWebhookAddress(address)
    } catch (refused) {
      done(refused instanceof Error ? refused : new Error(String(refused)), [])
      return
    }
    const [first] = addresses
    if (options.all) done(null, addresses)
    else if (first) done(null, first.address, first.family)
    else done(new Error(`${hostname} has no address`), [])
  })
}

/** Posts JSON. Resolves when the answer was a yes; throws a Problem that says what else it was. Redirects are not followed. */
export async function postJson(address: string, body: unknown, deadlineMs: number): Promise<void> {
  const url = new URL(address)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host)) checkWebhookAddress(host)
  const data = Buffer.from(JSON.stringify(body))
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const ask = url.protocol === 'https:' ? httpsRequest : httpRequest
  const request = ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': data.length, 'user-agent': 'claudework' },
    lookup: checkedLookup,
    agent: false,
    signal: AbortSignal.timeout(deadlineMs),
  }, (response) => {
    let bytes = 0
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > enoughOfAnswer) response.destroy()
    })
    response.on('error', () => undefined) // its first line was all that counts
    resolve(response.statusCode ?? 0)
  })
  request.on('error', reject)
  request.end(data)
  let status: number
  try {
    status = await promise
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('unavailable', `The webhook at ${url.host} could not be reached (${reasonOf(error, deadlineMs)}); see that it runs and that the address is right.`)
  }
  if (status >= 200 && status < 300) return
  const what = status >= 300 && status < 400 ? `pointed elsewhere (${String(status)}), which is not followed; give the address that it points to` : `answered ${String(status)}; see that address and topic are right`
  throw new Problem('unavailable', `The webhook at ${url.host} ${what}.`)
}

function reasonOf(error: unknown, deadlineMs: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return `no answer within ${String(deadlineMs / 1_000)} s`
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
