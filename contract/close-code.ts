/** WebSocket close code for "not signed in, too slow to say so, or revoked": a client stops, and asks to be signed in. */
export const closeUnauthorized = 4401

/** The reason that goes with it where nobody has said anything yet: on a slow line, or a machine at its limit, a good key comes late. */
export const closeTooSlow = 'too slow to sign in'

/** True where the server has looked at who came, and takes them no more. Who was only too slow comes again, with the same key. */
export function isRefused(closed: { code?: unknown; reason?: unknown } | undefined): boolean {
  return closed?.code === closeUnauthorized && closed.reason !== closeTooSlow
}
