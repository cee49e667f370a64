// The React Router handler: takes app's build, from the production bundle or from Vite's runner in development.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { createRequestListener } from '@react-router/node'
import type { Logger } from 'pino'
import type { RouterContextProvider, ServerBuild } from 'react-router'
import type { Api } from './trpc/router.ts'

/** What app/entry.server.tsx exports beside the page's handler. */
export type PageRequest = { nonce: string; development: boolean; signedIn: boolean }
export type AppBuild = ServerBuild & { entry: { module: { createLoadContext?: (api: Api, request: PageRequest) => RouterContextProvider } } }

/** Where the page comes from. */
export type Front = {
  mode: 'production' | 'development'
  build: () => AppBuild | Promise<AppBuild>
  /** Static files, or Vite's middlewares; calls `next` for pages. */
  before: (request: IncomingMessage, response: ServerResponse, next: () => void) => void
  /** Upgrades that are not ours, after admission: Vite's hot updates. */
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  close?: (() => Promise<void>) | undefined
}

/** `apiFor` makes the caller for one page load from its cookie. */
export function createWeb(deps: { front: Front; log: Logger; apiFor: (cookie: string | null, signal: AbortSignal) => { api: Api; signedIn: boolean } }) {
  const { front, log, apiFor } = deps
  // One build per request: page and load context must come from the same evaluation of app/, which Vite replaces at any time.
  const listeners = new WeakMap<AppBuild, RequestListener>()

  function listenerFor(build: AppBuild): RequestListener {
    const known = listeners.get(build)
    if (known) return known
    const listener = createRequestListener({
      build,
      mode: front.mode,
      getLoadContext: (request) => {
        const { createLoadContext } = build.entry.module
        if (!createLoadContext) throw new Error('app/entry.server.tsx does not export createLoadContext')
        const { api, signedIn } = apiFor(request.headers.get('cookie'), request.signal)
        return createLoadContext(api, { nonce: randomBytes(16).toString('base64'), development: front.mode === 'development', signedIn })
      },
    })
    listeners.set(build, listener)
    return listener
  }

  async function render(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const listener = listenerFor(await front.build())
      listener(request, response)
    } catch (error) {
      log.error({ err: error }, 'page could not be rendered')
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' })
      response.end('The page could not be rendered; the server log has the details.\n')
    }
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    front.before(request, response, () => { void render(request, response) })
  }
}
