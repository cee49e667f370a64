import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { createLink, type SupervisorLink } from '../../../terminal/link.ts'
import type { Adapter, Place } from '../../adapter.ts'

export function linkTo(adapter: Adapter, place: Place): SupervisorLink {
  return createLink({ connect: (options) => adapter.connect(place, options), log: pino({ level: 'silent' }) })
}

type Where = { link: SupervisorLink; place: Place }

/** Opens a terminal of the session with a program in it, and leaves it running. */
export async function spawnIn(adapter: Adapter, { link, place }: Where, argv: string[]): Promise<string> {
  const id = `${place.sessionId}.${randomBytes(8).toString('hex')}`
  const env = await adapter.processEnv(place)
  await link.open({ id, kind: 'shell', title: 'run', commands: [argv], cwd: adapter.layout(place).work, env, cols: 200, rows: 50 })
  return id
}

/** Runs a program in a terminal to its end and gives back what it printed. */
export async function runProgram(adapter: Adapter, where: Where, argv: string[]): Promise<string> {
  const { link } = where
  const terminalId = await spawnIn(adapter, where, argv)
  const controller = new AbortController()
  let text = ''
  for await (const { event } of link.attach({ terminalId, signal: controller.signal })) {
    if (event.kind === 'data') text += Buffer.from(event.bytes).toString('utf8')
    if (event.kind === 'snapshot') text = event.data
    if (event.kind === 'exit') controller.abort()
  }
  await link.close(terminalId)
  // eslint-disable-next-line no-control-regex -- a snapshot brings its modes as escape sequences
  return text.replaceAll(/\u001b(?:\[[0-9;?]*[ -/]*[@-~]|[ -/]*[0-~])/g, '').replaceAll('\r\n', '\n').trimEnd()
}

/** A line of sh. */
export function run(adapter: Adapter, where: Where, command: string): Promise<string> {
  return runProgram(adapter, where, ['/bin/sh', '-c', command])
}
