/** WebSocket close code for "not signed in, too slow to say so, or revoked": a client stops, and asks to be signed in. */
export const closeUnauthorized = 4401
