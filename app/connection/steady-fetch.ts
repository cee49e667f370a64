// A read that the network fails is simply asked again: a server that restarts is back in seconds, and a container that starts or ends
// changes the machine's network interfaces, on which Chromium fails every request that is under way (ERR_NETWORK_CHANGED), those to
// this machine too. Were it told of the failure, the router would put an error in the place of the page and of all that was typed there.
const firstPauseMs = 300
const longestPauseMs = 2_000

/** `fetch` that asks a GET or HEAD again and again where the network fails, until there is an answer or its caller has left. */
export function steadyFetch(ask: typeof fetch, pause: (ms: number) => Promise<void> = wait): typeof fetch {
  return async (input, init) => {
    const { method, signal } = new Request(input, init)
    const again = method === 'GET' || method === 'HEAD'
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask(input, init)
      } catch (error) {
        if (!again || signal.aborted) throw error
        await pause(Math.min(firstPauseMs * attempt, longestPauseMs))
      }
    }
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms) })
}
