// Starts Claude Code in a session's conversation: the same one again where there is one, until it answers.
import { randomUUID } from 'node:crypto'
import { Problem } from '../problem.ts'
import { startClaude, within, type ClaudeProcess, type ProcessExit } from './claude-process.ts'
import type { Deadlines } from './deadlines.ts'
import { workOf, type LegacyState } from './legacy-place.ts'
import type { Line } from './line-splitter.ts'
import { parseStreamEvent } from './stream-event.ts'

const streamArguments = ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose', '--replay-user-messages', '--permission-prompt-tool', 'stdio']
const hello = 'claudework-hello'

export type Launch = {
  command: string[]
  env: Record<string, string>
  deadlines: Deadlines
  permissionMode: string | undefined
  /** Called before the process is spoken to. */
  save(state: LegacyState): Promise<void>
  /** What it prints after its first answer. */
  onLine(line: Line): void
  /** Ends a start that was not answered yet. */
  signal: AbortSignal
}

/** `lost` says that a conversation was to be resumed which Claude Code no longer has. */
export type Launched = { process: ClaudeProcess; state: LegacyState; lost: boolean }

export async function launchClaude(launch: Launch, begin: LegacyState): Promise<Launched> {
  let state = begin
  let lost = false
  // A conversation that we think is new may exist (we ended before that was stored), and one that we know may be gone.
  for (let attempt = 0; attempt < 3; attempt++) {
    if (launch.signal.aborted) throw cancelled()
    const { process, ready } = await startOne(launch, state)
    state = { ...state, process: process.identity }
    const outcome = await firstAnswer(launch, { process, ready, saved: launch.save(state) })
    if (outcome === 'ready') return { process, state, lost }
    state = { ...state, process: null }
    if (state.begun && outcome.stderr.includes('No conversation found')) {
      state = { ...state, conversation: randomUUID(), begun: false }
      lost = true
    } else if (!state.begun && outcome.stderr.includes('already in use')) {
      state = { ...state, begun: true }
    } else {
      await launch.save(state)
      throw new Problem('failed', `Claude Code ended as soon as it was started (${howItEnded(outcome)}); mend that and start the session again.`)
    }
  }
  throw new Problem('failed', 'Claude Code would neither resume this conversation nor begin a new one; restart the session with a fresh conversation.')
}

/** `ready`, or how the process ended before it was; a process that does neither in time is ended. */
async function firstAnswer(launch: Launch, { process, ready, saved }: { process: ClaudeProcess; ready: Promise<'ready'>; saved: Promise<void> }): Promise<'ready' | ProcessExit> {
  const aborted = new Promise<'aborted'>((resolve) => {
    if (launch.signal.aborted) resolve('aborted')
    else launch.signal.addEventListener('abort', () => { resolve('aborted') }, { once: true })
  })
  try {
    await saved
    process.write({ type: 'control_request', request_id: hello, request: { subtype: 'initialize' } })
    const outcome = await Promise.race([ready, process.exited, aborted, within(launch.deadlines.startMs, process.exited)])
    if (outcome === 'aborted') throw cancelled()
    if (typeof outcome !== 'boolean') return outcome
    throw new Problem('failed', `Claude Code was started but did not answer within ${String(launch.deadlines.startMs / 1_000)} s; run "claude" in a terminal to see what it waits for, then start the session again.`)
  } catch (error) {
    await process.end({ idle: false })
    throw error
  }
}

function cancelled(): Problem {
  return new Problem('cancelled', 'The start of Claude Code was cancelled.')
}

export function howItEnded({ code, signal, because, stderr }: ProcessExit): string {
  const how = because ?? (signal === null ? `exit code ${String(code)}` : `ended by ${signal}`)
  const said = stderr.split('\n').at(-1)?.slice(0, 300)
  return said ? `${how}: ${said}` : how
}

async function startOne(launch: Launch, state: LegacyState): Promise<{ process: ClaudeProcess; ready: Promise<'ready'> }> {
  const ready = Promise.withResolvers<'ready'>()
  let answered = false
  const process = await startClaude({
    command: [
      ...launch.command, ...streamArguments,
      ...(launch.permissionMode === undefined ? [] : ['--permission-mode', launch.permissionMode]),
      state.begun ? '--resume' : '--session-id', state.conversation,
    ],
    cwd: workOf(state),
    env: launch.env,
    deadlines: launch.deadlines,
    onLine: (line) => {
      if (answered) launch.onLine(line)
      else if (answersHello(line)) {
        answered = true
        ready.resolve('ready')
      } else if (isUnknown(line)) {
        // The other things it says before, such as the result of a resume that failed, belong to no turn.
        launch.onLine(line)
      }
    },
  })
  return { process, ready: ready.promise }
}

function isUnknown(line: Line): boolean {
  return line.kind !== 'line' || parseStreamEvent(line.text).type === 'raw'
}

function answersHello({ text }: Line): boolean {
  return text.includes('"control_response"') && text.includes(`"${hello}"`)
}
