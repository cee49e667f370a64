import { inspect } from 'node:util'
import type Docker from 'dockerode'

type Modem = { buildRequest(options: object, ...rest: unknown[]): void }

/**
 * Keeps the library from describing each request for its log, wanted or not: it writes out everything that can be reached from the
 * request, by its agent every open socket with all that is under way in it. With one open stream that takes ten times the work of the
 * request itself, and it grows with the sessions.
 */
export function withPlainRequests(docker: Docker): Docker {
  // To its types this method is private.
  const modem = docker.modem as unknown as Modem
  const build = modem.buildRequest.bind(modem)
  modem.buildRequest = (options, ...rest) => {
    build(Object.defineProperty(options, inspect.custom, { value: () => '[request]' }), ...rest)
  }
  return docker
}
