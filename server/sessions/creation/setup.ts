import { stripVTControlCharacters } from 'node:util'
import { Problem, sentenceOf } from '../../problem.ts'
import type { SupervisorLink } from '../../terminal/link.ts'
import type { StepUpdate } from '../../environments/adapter.ts'
import { knownTerminals, newTerminalId } from '../terminals/agent-terminal.ts'
import { plainText } from '../agent-state/plain-text.ts'
import { placeAndAdapter, type SessionContext } from '../context.ts'

export type SetupHooks = { onStep: (update: StepUpdate) => void; onLog: (line: string) => void; signal: AbortSignal }

const longestMs = 60 * 60_000
const afterwards = 'The session is usable; its log has the output, and the command can be run again in a terminal.'

/** Runs the environment's setup command in the place, once after the clone. Its failure is the step's; only a cancellation rejects. */
export async function runSetup(context: SessionContext, sessionId: string, { onStep, onLog, signal }: SetupHooks): Promise<void> {
  const { place } = placeAndAdapter(context, sessionId)
  const { setupCommand } = place.environment.config
  if (typeof setupCommand !== 'string') return
  onStep({ name: 'setup', state: 'running' })
  onLog(`Setup: ${setupCommand}`)
  const late = AbortSignal.timeout(longestMs)
  const ended = await run(context, sessionId, { command: setupCommand, signal: AbortSignal.any([signal, late]), onLine: (line) => {
    onLog(line)
    onStep({ name: 'setup', state: 'running', percent: null, message: line })
  } }).catch((error: unknown): string => (signal.aborted || late.aborted ? 'was stopped' : `could not be run: ${sentenceOf(error)}`))
  if (signal.aborted) throw new Problem('cancelled', 'The creation was cancelled.')
  if (ended === null) {
    onStep({ name: 'setup', state: 'done' })
    return
  }
  const reason = `The setup command ${late.aborted ? `did not end within ${String(longestMs / 60_000)} minutes` : ended}. ${afterwards}`
  onLog(reason)
  onStep({ name: 'setup', state: 'failed', message: reason })
}

type Run = { command: string; signal: AbortSignal; onLine: (line: string) => void }

/** null = it ended well; else how it ended. */
async function run(context: SessionContext, sessionId: string, { command, signal, onLine }: Run): Promise<string | null> {
  const { place, adapter } = placeAndAdapter(context, sessionId)
  const link = context.links.open(sessionId)
  await link.ready(signal)
  const id = newTerminalId(sessionId)
  const env = { ...await adapter.processEnv(place), CI: '1', TERM: 'dumb' }
  const { start } = await link.open({ id, kind: 'shell', title: 'Setup', commands: [['/bin/sh', '-c', command]], cwd: adapter.layout(place).work, env, cols: 200, rows: 50 })
  try {
    return await outcomeOf(link, { id, start, signal, onLine })
  } finally {
    await link.close(id)
    await context.store.update(sessionId, { terminals: knownTerminals(context.store.get(sessionId).terminals).filter((terminal) => terminal.id !== id) })
  }
}

async function outcomeOf(link: SupervisorLink, { id, start, signal, onLine }: { id: string; start: number; signal: AbortSignal; onLine: (line: string) => void }): Promise<string | null> {
  const decoder = new TextDecoder()
  let rest = ''
  const say = (text: string): void => {
    // A bare return overwrites its line: what stands at the end of it is what was meant.
    const plain = plainText(stripVTControlCharacters(text.split('\r').findLast((part) => part !== '') ?? ''))
    if (plain !== null) onLine(plain)
  }
  for await (const { event } of link.attach({ terminalId: id, offset: start, signal })) {
    if (event.kind === 'data') {
      const lines = (rest + decoder.decode(event.bytes, { stream: true })).split('\n')
      rest = (lines.pop() ?? '').slice(-4_096)
      for (const line of lines) say(line)
    }
    if (event.kind === 'exit') {
      say(rest)
      const { code, signal: killed } = event.exit
      return code === 0 ? null : killed === null ? `ended with code ${String(code ?? 'unknown')}` : `was ended by ${killed}`
    }
  }
  return 'was stopped'
}
