import { signInKey } from '../contract/auth.ts'

/** A code that was not answered yet: a page that loads itself again in this moment has it from here. */
const codeKey = 'claudework.code'

/** The answer has come and the next page not yet: a page that loads itself again in this moment goes on from here. */
const signedInKey = 'claudework.signed-in'

/** Whether the sign-in that was under way in this tab has just succeeded. True once. */
export function takeSignedIn(): boolean {
  const signedIn = sessionStorage.getItem(signedInKey) !== null
  sessionStorage.removeItem(signedInKey)
  return signedIn
}

/** The single-use code in the address, which is cleared first: it must not stay in the history. */
export function takeCode(): string | null {
  const code = /^#code=([\w-]+)$/.exec(location.hash)?.[1]
  if (location.hash !== '') history.replaceState(history.state, '', location.pathname + location.search)
  if (code !== undefined) sessionStorage.setItem(codeKey, code)
  return code ?? sessionStorage.getItem(codeKey)
}

/** Exchanges a code for the two halves of a sign-in: the cookie, set by the answer, and the key, kept here. Resolves to what went wrong, or null. */
export async function exchange(code: string): Promise<string | null> {
  try {
    const response = await askTwice(() => fetch('/trpc/auth.exchange', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }) }))
    const body: unknown = await response.json()
    sessionStorage.removeItem(codeKey)
    const key = at(body, 'result', 'data', 'key')
    if (response.ok && typeof key === 'string') {
      localStorage.setItem(signInKey, key)
      sessionStorage.setItem(signedInKey, 'yes')
      return null
    }
    const message = at(body, 'error', 'message')
    return typeof message === 'string' ? message : `The server answered with status ${String(response.status)}.`
  } catch {
    return 'The server could not be reached; reload this page to try again.'
  }
}

/** The code has left the address already, so a network that changes in this moment must not cost it. */
async function askTwice(ask: () => Promise<Response>): Promise<Response> {
  try {
    return await ask()
  } catch {
    await new Promise((resolve) => { setTimeout(resolve, 500) })
    return ask()
  }
}

/** Where to go afterwards: a path of this page, never another site. */
export function nextPath(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/'
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, name) => (typeof inner === 'object' && inner !== null ? Object.getOwnPropertyDescriptor(inner, name)?.value : undefined), value)
}
