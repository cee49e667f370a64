/** `id` is a UUID: Claude Code echoes it once it has taken the prompt. */
export type Prompt = { id: string; text: string }
export type PromptState = 'queued' | 'delivered' | 'failed'

type Waiting = { prompt: Prompt; settled: PromiseWithResolvers<PromptState> }

/**
 * Prompts in the order they came. One at a time is handed over, and counts as delivered only when the process says so: a write into
 * its pipe is no receipt.
 */
export function createPromptQueue(onState: (promptId: string, state: PromptState) => void) {
  const queue: Waiting[] = []
  let handed: Waiting | null = null

  function settle(state: 'delivered' | 'failed'): void {
    if (!handed) return
    const { prompt, settled } = handed
    handed = null
    settled.resolve(state)
    onState(prompt.id, state)
  }

  return {
    /** Resolves when the prompt was delivered or has failed. */
    add(prompt: Prompt): Promise<PromptState> {
      const settled = Promise.withResolvers<PromptState>()
      queue.push({ prompt, settled })
      onState(prompt.id, 'queued')
      return settled.promise
    },
    /** The next prompt, if `write` can hand it over. */
    handOver(write: (prompt: Prompt) => boolean): Prompt | null {
      const [next] = queue
      if (!next || handed || !write(next.prompt)) return null
      queue.shift()
      handed = next
      return next.prompt
    },
    /** The process has taken a prompt; null where it does not say which. */
    confirm(promptId: string | null): void {
      if (promptId === null || handed?.prompt.id === promptId) settle('delivered')
    },
    /** The process has ended before it took what it was handed. */
    lose(): void {
      settle('failed')
    },
    /** Takes back a prompt that was not handed over: it has failed. */
    withdraw(promptId: string): void {
      const index = queue.findIndex(({ prompt }) => prompt.id === promptId)
      const [withdrawn] = index === -1 ? [] : queue.splice(index, 1)
      if (!withdrawn) return
      withdrawn.settled.resolve('failed')
      onState(promptId, 'failed')
    },
    waiting: (): Prompt[] => queue.map(({ prompt }) => prompt),
  }
}
