import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { createLink, type SupervisorLink, type TerminalInfo } from '../../../terminal/link.ts'
import type { Adapter, Place } from '../../adapter.ts'

export function linkTo(adapter: Adapter, place: Place): SupervisorLink {
  return createLink({ connect: (options) => adapter.connect(place, options), log: pino({ level: 'silent' }) })
}

type Where = { link: SupervisorLink; place: Place }

/** Opens a terminal of the session with a program in it, and leaves it running. */
export async function spawnIn(adapter: Adapter, { link, place }: Where, argv: string[]): Promise<TerminalInfo> {
  const id = `${place.sessionId}.${randomBytes(8).toString('hex')}`
  const env = await adapter.processEnv(place)
  return link.open({ id, kind: 'shell', title: 'run', commands: [argv], cwd: adapter.layout(place).work, env, cols: 200, rows: 50 })
}

/** Runs a program in a terminal to its end and gives back what it printed. */
export async function runProgram(adapter: Adapter, where: Where, argv: string[]): Promise<string> {
  const { link } = where
  const { id: terminalId, start } = await spawnIn(adapter, where, argv)
  const controller = new AbortController()
  let text = ''
  for await (const { event } of link.attach({ terminalId, offset: start, signal: controller.signal })) {
    if (event.kind === 'data') text += Buffer.from(event.bytes).toString('utf8')
    if (event.kind === 'exit') controller.abort()
  }
  await link.close(terminalId)
  return text.replaceAll('\r\n', '\n').trimEnd()
}

/** A line of sh. */
export function run(adapter: Adapter, where: Where, command: string): Promise<string> {
  return runProgram(adapter, where, ['/bin/sh', '-c', command])
}

/** The same in a session that nobody holds a link to. */
export async function runInside(adapter: Adapter, place: Place, command: string): Promise<string> {
  const link = linkTo(adapter, place)
  await link.ready(AbortSignal.timeout(20_000))
  try {
    return await run(adapter, { link, place }, command)
  } finally {
    link.dispose()
  }
}
