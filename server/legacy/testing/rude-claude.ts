// Stands in for a Claude CLI that misbehaves in one way, since the real one cannot be made to. Run as `node rude-claude.ts MODE`.
import { spawn } from 'node:child_process'
import { closeSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

export const rudeModes = [
  'is polite', 'never answers', 'exits at the start', 'hangs after its result', 'never ends a turn', 'dies in the middle of a line', 'floods stderr',
  'leaves a child with its pipes', 'prints junk', 'prints a line without end', 'splits its characters', 'closes its output', 'closes its input',
  'prints hostile events', 'prints thousands of events',
] as const
export type RudeMode = (typeof rudeModes)[number]

type Incoming = { type: string; uuid?: string; request_id?: string; request?: { subtype: string }; message?: { content: { text: string }[] } }

if (process.argv[1] === import.meta.filename) behave(process.argv[2] as RudeMode)

function behave(mode: RudeMode): void {
  if (mode === 'exits at the start') {
    writeSync(2, 'warming up\nInvalid API key, please log in\n')
    process.exit(1)
  }
  if (mode === 'hangs after its result' || mode === 'never ends a turn' || mode === 'closes its output') {
    // So that only the last rung of the ladder works.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
    stayAlive()
  }
  if (mode === 'closes its input') stayAlive()
  createInterface({ input: process.stdin }).on('line', (line) => { void answer(mode, JSON.parse(line) as Incoming) })
}

// Not for ever, should the test itself be killed.
function stayAlive(): void {
  setTimeout(() => process.exit(9), 60_000)
}

async function answer(mode: RudeMode, incoming: Incoming): Promise<void> {
  if (incoming.type === 'control_request' && incoming.request?.subtype === 'initialize') {
    if (mode === 'prints junk') writeSync(1, 'Welcome!\n')
    if (mode !== 'never answers') print({ type: 'control_response', response: { subtype: 'success', request_id: incoming.request_id } })
    return
  }
  if (incoming.type !== 'user') return
  const words = incoming.message?.content[0]?.text ?? ''
  print({ type: 'command_lifecycle', command_uuid: incoming.uuid, state: 'started' })
  print({ type: 'system', subtype: 'init', session_id: process.argv.at(-1) })
  await misbehave(mode, words)
}

async function misbehave(mode: RudeMode, words: string): Promise<void> {
  switch (mode) {
    case 'never ends a turn':
      print(assistant('half way'))
      return
    case 'dies in the middle of a line':
      print(assistant('so far'))
      writeSync(1, '{"type":"assistant","message":{"content":[{"type":"te')
      process.exit(3)
      break
    case 'floods stderr':
      for (let megabyte = 0; megabyte < 20; megabyte++) await written(process.stderr, 'noise\n'.repeat(170_000))
      break
    case 'leaves a child with its pipes': {
      const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { detached: true, stdio: 'inherit' })
      print(assistant(`child ${String(child.pid)}`))
      process.exit(0)
      break
    }
    case 'prints junk':
      for (const junk of ['not json at all', '{"no":"type"}', '[1,2]', 'null', '{"type":"assistant"}', '{"type":"event_of_a_later_version","x":1}', '{"type":"result"']) writeSync(1, `${junk}\n`)
      break
    case 'prints a line without end':
      for (let megabyte = 0; megabyte < 9; megabyte++) await written(process.stdout, 'x'.repeat(1024 * 1024))
      await written(process.stdout, '\n')
      break
    case 'splits its characters':
      for (const byte of Buffer.from(`${JSON.stringify(assistant('日本語 🍇 naïve'))}\n`)) {
        writeSync(1, Buffer.of(byte))
        if (byte > 0x7f) await delay(2)
      }
      break
    case 'closes its output':
      closeSync(1)
      return
    case 'prints hostile events':
      writeSync(1, '{"type":"assistant","__proto__":{"polluted":"yes"},"message":{"content":[{"type":"tool_use","id":"t","name":"Bash","input":{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}}]}}\n')
      writeSync(1, `{"type":"assistant","message":{"content":[{"type":"tool_use","id":"deep","name":"Bash","input":{"a":${'['.repeat(500)}${']'.repeat(500)}}}]}}\n`)
      print({ type: 'control_cancel_request', request_id: 'nobody asked' })
      print({ type: 'control_response', response: { subtype: 'success', request_id: 'nobody asked' } })
      print(result())
      break
    case 'prints thousands of events':
      for (let count = 0; count < 5_000; count++) await written(process.stdout, `${JSON.stringify(assistant(`event ${String(count)}`))}\n`)
      break
    case 'closes its input':
      process.stdin.destroy()
      closeSync(0)
      break
    case 'is polite':
    case 'never answers':
    case 'exits at the start':
    case 'hangs after its result':
      break
  }
  print(assistant(`echo: ${words}`))
  print(result())
}

function assistant(text: string): Record<string, unknown> {
  return { type: 'assistant', message: { content: [{ type: 'text', text }] }, parent_tool_use_id: null }
}

function result(): Record<string, unknown> {
  return { type: 'result', subtype: 'success', is_error: false, result: 'ok', total_cost_usd: 0, duration_ms: 1, num_turns: 1 }
}

function print(event: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(event)}\n`)
}

function written(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => { stream.write(text, () => { resolve() }) })
}
