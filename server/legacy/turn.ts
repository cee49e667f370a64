import { restingState, sameToSee, turnStateAfter, type Happening, type TurnState } from './turn-state.ts'

export type TurnDeps = {
  now: () => string
  stallMs: number
  /** A process is there that could print something. */
  isLive: () => boolean
  /** What a person sees of it is another. */
  onChange: () => void
}

/** What a conversation is doing now: follows what happens in it, and notices where nothing does. */
export function createTurn({ now, stallMs, isLive, onChange }: TurnDeps) {
  let state = restingState(now())
  let lastActivityAt = now()
  let ended = Promise.withResolvers<undefined>()

  const stall = setTimeout(() => {
    if (isLive() && state.inTurn && state.asks.length === 0) happen({ kind: 'stalled', seconds: Math.round(stallMs / 1_000) })
  }, stallMs).unref()

  function happen(happening: Happening): void {
    const before = state
    state = turnStateAfter(state, happening, now())
    if (happening.kind !== 'stalled') {
      lastActivityAt = now()
      stall.refresh()
    }
    if (before.inTurn && !state.inTurn) {
      ended.resolve(undefined)
      ended = Promise.withResolvers()
    }
    // Most events change nothing that is shown, and there may be thousands a second.
    if (before.asks !== state.asks || !sameToSee(before, state)) onChange()
  }

  return {
    happen,
    state: (): TurnState => state,
    lastActivityAt: (): string => lastActivityAt,
    /** Somebody did something that is not of the turn itself. */
    touch(): void {
      lastActivityAt = now()
    },
    /** Resolves at the end of the turn of now, or of the next one. */
    ended: (): Promise<undefined> => ended.promise,
    close(): void {
      clearTimeout(stall)
    },
  }
}
