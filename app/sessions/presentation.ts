import type { Session } from '../api.ts'
import type { DotKind } from '../ui/dot.tsx'

export type Group = 'needs' | 'working' | 'running' | 'quiet' | 'stopped'

/** How a session is shown, the same everywhere: a dot, a word, perhaps a reason, and the group it stands in. */
export type Presentation = {
  group: Group
  dot: DotKind
  word: string
  /** Why, or what now; null where the word says it all. */
  detail: string | null
  /** Since when, ISO 8601. */
  since: string
}

const stepWords: Record<Session['steps'][number]['name'], string> = {
  image: 'preparing the image', volumes: 'making volumes', clone: 'cloning', container: 'starting the container',
  folder: 'making the folder', setup: 'running the setup command', terminal: 'opening the terminal', agent: 'starting the agent',
}

export function present(session: Session): Presentation {
  const { status, statusReason, createdAt, statusCheckedAt, lastActivityAt } = session
  const active = lastActivityAt ?? createdAt
  switch (status) {
    case 'creating':
      return { group: 'working', dot: 'working', word: 'Creating', detail: stepNow(session), since: createdAt }
    case 'starting':
      return { group: 'working', dot: 'working', word: 'Starting', detail: null, since: active }
    case 'stopping':
      return { group: 'working', dot: 'working', word: statusReason ?? 'Stopping', detail: null, since: active }
    case 'stopped':
      return { group: 'stopped', dot: 'stopped', word: 'Stopped', detail: statusReason ?? exitDetail(session), since: session.exit?.at ?? active }
    case 'error':
      return statusReason === 'Cancelled'
        ? { group: 'stopped', dot: 'stopped', word: 'Cancelled', detail: null, since: statusCheckedAt }
        : { group: 'needs', dot: 'error', word: 'Failed', detail: statusReason, since: statusCheckedAt }
    case 'running':
      return presentRunning(session)
  }
}

/** State and reason as one line: "Failed · the branch is not there", "Stopped by you". */
export function headline({ word, detail }: Presentation): string {
  if (detail === null) return word
  return detail.toLowerCase().startsWith(word.toLowerCase()) ? detail.charAt(0).toUpperCase() + detail.slice(1) : `${word} · ${detail}`
}

function presentRunning({ engine, agentState, question, statusCheckedAt, lastActivityAt, createdAt }: Session): Presentation {
  if (engine === 'not answering' || engine === 'missing') {
    const detail = engine === 'missing' ? 'the Docker engine is gone' : 'the Docker engine does not answer'
    return { group: 'quiet', dot: 'unknown', word: 'Unknown', detail, since: statusCheckedAt }
  }
  if (question !== null) return { group: 'needs', dot: 'waiting', word: 'Asks', detail: question, since: statusCheckedAt }
  const { state, source, since, message, waitsFor } = agentState
  switch (state) {
    case 'waiting':
      return { group: 'needs', dot: 'waiting', word: waitsFor ? waitWords[waitsFor] : 'Waiting', detail: askedIn(message), since }
    case 'error':
      return { group: 'needs', dot: 'error', word: 'Agent failed', detail: message, since }
    case 'working':
      return { group: 'working', dot: 'working', word: 'Working', detail: message, since }
    case 'done':
      return { group: 'quiet', dot: 'done', word: 'Finished', detail: message, since }
    case 'idle':
      return { group: 'quiet', dot: 'idle', word: 'Idle', detail: message, since }
    case 'unknown':
      // Nothing reports on the agent: that it runs is all there is to say.
      return source === 'none'
        ? { group: 'running', dot: 'live', word: 'Running', detail: null, since: lastActivityAt ?? createdAt }
        : { group: 'quiet', dot: 'unknown', word: 'Unknown', detail: message, since }
  }
}

const waitWords: Record<NonNullable<Session['agentState']['waitsFor']>, string> = {
  permission: 'Asks permission', question: 'Has a question', plan: 'Has a plan', 'sign-in': 'Needs a sign-in',
}

/** What is asked for, without the agent's own word for that it asks: `approve Bash: ls`, `answer: Which?`, `Allow Bash: ls?`. */
function askedIn(message: string | null): string | null {
  if (message === null || /^approve the plan$/i.test(message)) return null
  return message.replace(/^(?:approve|answer:) /, '').replace(/^Allow (.*)\?$/s, '$1')
}

/** What a waiting session asks, as a person would be asked. */
export function askOf(session: Session): string {
  const { word, detail } = present(session)
  if (session.question !== null) return session.question
  switch (session.agentState.waitsFor) {
    case 'permission':
      return detail === null ? 'It asks permission.' : `Allow ${detail}?`
    case 'plan':
      return 'It has a plan; agree to it?'
    case 'question':
    case 'sign-in':
    case undefined:
      return detail ?? word
  }
}

function stepNow({ steps }: Session): string | null {
  const step = steps.find(({ state }) => state === 'running')
  if (!step) return null
  return step.percent === null ? stepWords[step.name] : `${stepWords[step.name]}, ${String(Math.round(step.percent))}%`
}

function exitDetail({ exit }: Session): string | null {
  if (!exit) return null
  if (exit.cause === 'stopped by user') return 'stopped by you'
  if (exit.cause === 'oom-killed') return 'out of memory'
  if (exit.cause !== 'exited' && exit.cause !== 'crashed') return exit.cause
  return exit.code === null ? exit.cause : `${exit.cause} with code ${String(exit.code)}`
}
