// A container that starts or ends changes the machine's network interfaces, and Chromium then fails every request that is under
// way (ERR_NETWORK_CHANGED), those to this machine too. A read can simply be asked again.
const tries = 4
const pauseMs = 300

/** `fetch` that asks a GET or HEAD again where the network failed, unless its caller has left. */
export function steadyFetch(ask: typeof fetch, pause: (ms: number) => Promise<void> = wait): typeof fetch {
  return async (input, init) => {
    const { method, signal } = new Request(input, init)
    const again = method === 'GET' || method === 'HEAD'
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask(input, init)
      } catch (error) {
        if (!again || signal.aborted || attempt >= tries) throw error
        await pause(pauseMs * attempt)
      }
    }
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms) })
}
