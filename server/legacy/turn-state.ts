// What a conversation is doing, as a pure function of what happened in it.
import type { AgentState } from '../../contract/session-state.ts'
import type { Ask, StreamEvent } from './stream-event.ts'

export type TurnState = {
  /** A prompt was handed over and its result is not there yet. */
  inTurn: boolean
  /** Unanswered questions, oldest first. */
  asks: Ask[]
  /** How the last turn ended; what a person sees between turns. */
  rest: { state: 'idle' | 'done' | 'error'; message: string | null }
  /** The process has printed nothing for so long in a turn that a person should look. */
  stalledSeconds: number | null
  since: string
}

export type Happening =
  | { kind: 'started' }
  | { kind: 'prompted' }
  | { kind: 'event'; event: StreamEvent }
  | { kind: 'answered'; requestId: string }
  | { kind: 'stalled'; seconds: number }
  /** The process is gone; null where that was asked for. */
  | { kind: 'ended'; problem: string | null }

export function restingState(at: string): TurnState {
  return { inTurn: false, asks: [], rest: { state: 'idle', message: null }, stalledSeconds: null, since: at }
}

export function turnStateAfter(state: TurnState, happening: Happening, at: string): TurnState {
  const next = after(state, happening)
  return sameToSee(state, next) ? next : { ...next, since: at }
}

export function sameToSee(one: TurnState, other: TurnState): boolean {
  const [a, b] = [agentStateOf(one), agentStateOf(other)]
  return a.state === b.state && a.message === b.message
}

/** For the page; `waiting` comes with the question. */
export function agentStateOf(state: TurnState): AgentState {
  const about = { source: 'stream-json', since: state.since }
  const [ask] = state.asks
  if (ask) return { ...about, state: 'waiting', message: questionOf(ask), waitsFor: ask.tool === 'ExitPlanMode' ? 'plan' : questionsOf(ask.input).length > 0 ? 'question' : 'permission' }
  if (!state.inTurn) return { ...about, ...state.rest }
  const message = state.stalledSeconds === null
    ? null
    : `Claude Code has printed nothing for ${String(state.stalledSeconds)} s; it may be busy, or stuck: interrupt or restart it if this lasts.`
  return { ...about, state: 'working', message }
}

/** What a person is asked, in one line. */
export function questionOf({ tool, input, description }: Ask): string {
  const questions = questionsOf(input)
  if (questions.length > 0) return questions.map(({ question }) => question).join(' ')
  const what = ['command', 'file_path', 'url', 'pattern'].map((key) => input[key]).find((value) => typeof value === 'string') ?? description
  return what ? `Allow ${tool}: ${what.split('\n', 1)[0]?.slice(0, 200) ?? ''}?` : `Allow ${tool}?`
}

/** The questions of an AskUserQuestion call. */
export function questionsOf(input: Record<string, unknown>): { question: string }[] {
  const { questions } = input
  if (!Array.isArray(questions)) return []
  return questions.flatMap((one: unknown) => {
    const question: unknown = typeof one === 'object' && one !== null && 'question' in one ? one.question : null
    return typeof question === 'string' ? [{ question }] : []
  })
}

function after(state: TurnState, happening: Happening): TurnState {
  switch (happening.kind) {
    case 'started':
      return { ...state, inTurn: false, asks: [], rest: { state: 'idle', message: null }, stalledSeconds: null }
    case 'prompted':
      return { ...state, inTurn: true, stalledSeconds: null }
    case 'answered':
      return { ...state, asks: without(state.asks, happening.requestId) }
    case 'stalled':
      return { ...state, stalledSeconds: happening.seconds }
    case 'ended':
      return { ...state, inTurn: false, asks: [], stalledSeconds: null, rest: happening.problem === null ? { state: 'idle', message: null } : { state: 'error', message: happening.problem } }
    case 'event':
      return afterEvent({ ...state, stalledSeconds: null }, happening.event)
  }
}

function afterEvent(state: TurnState, event: StreamEvent): TurnState {
  switch (event.type) {
    case 'asks':
      return { ...state, asks: [...without(state.asks, event.ask.requestId), event.ask] }
    case 'withdraws':
      return { ...state, asks: without(state.asks, event.requestId) }
    case 'result':
      // A second result, or one that nobody waits for, tells nothing about a later turn.
      return state.inTurn ? { ...state, inTurn: false, asks: [], rest: restAfter(event) } : state
    // Claude Code also takes turns that nobody asked for, when a task in the background ends.
    case 'init':
      return { ...state, inTurn: true }
    case 'assistant':
    case 'tool-results':
    case 'taken':
    case 'response':
    case 'quiet':
    case 'raw':
      return state
  }
}

function restAfter(event: StreamEvent & { type: 'result' }): TurnState['rest'] {
  switch (event.outcome) {
    case 'success': return { state: 'done', message: null }
    case 'interrupted': return { state: 'idle', message: null }
    case 'error': return { state: 'error', message: event.text.split('\n', 1)[0]?.slice(0, 300) ?? null }
  }
}

function without(asks: Ask[], requestId: string): Ask[] {
  return asks.filter((ask) => ask.requestId !== requestId)
}
