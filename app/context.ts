import { createContext, RouterContextProvider } from 'react-router'
import type { Api } from '../server/trpc/router.ts'

/** The router's caller for this page load: what loaders read through. */
export const apiContext = createContext<Api>()

export type PageRequest = {
  /** Of this response's Content-Security-Policy. */
  nonce: string
  development: boolean
}
export const requestContext = createContext<PageRequest>()

/** The server calls this; it never imports it, so that key and context come from the same evaluation of app/. */
export function createLoadContext(api: Api, request: PageRequest): RouterContextProvider {
  const context = new RouterContextProvider()
  context.set(apiContext, api)
  context.set(requestContext, request)
  return context
}
