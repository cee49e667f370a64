import { data, redirect, type RouterContextProvider } from 'react-router'
import type { Api } from '../server/trpc/router.ts'
import { apiContext } from './context.ts'

const statuses: Record<string, number> = { NOT_FOUND: 404, BAD_REQUEST: 400, SERVICE_UNAVAILABLE: 503 }

/** Reads for a loader. Whom nobody has signed in goes to the sign-in page and comes back; a known failure keeps its sentence. */
export async function read<T>({ context, url }: { context: Readonly<RouterContextProvider>; url: URL }, from: (api: Api) => Promise<T>): Promise<T> {
  try {
    return await from(context.get(apiContext))
  } catch (error) {
    const code = codeOf(error)
    if (code === 'UNAUTHORIZED') throw redirect(`/sign-in?next=${encodeURIComponent(url.pathname + url.search)}`)
    const status = code === null ? undefined : statuses[code]
    if (status !== undefined && error instanceof Error) throw data({ message: error.message }, { status })
    throw error
  }
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}
