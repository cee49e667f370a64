// The emulators of all terminals, in a thread of their own: what parses slowly, or serialises a large screen, delays no key.
import { parentPort } from 'node:worker_threads'
import { deflateRawSync } from 'node:zlib'
import { Emulator } from './emulator.ts'
import type { FromEmulator, Resting, ToEmulator } from './messages.ts'

const port = parentPort
if (!port) throw new Error('The emulator worker runs as a worker thread only.')

type Held = { emulator: Emulator; last: Promise<void> }
const emulators = new Map<number, Held>()
const tell = (message: FromEmulator): void => port.postMessage(message)

port.on('message', (message: ToEmulator) => {
  const { id } = message
  if (message.kind === 'open') {
    const emulator = new Emulator(message, {
      onReply: (data) => tell({ kind: 'reply', id, data }),
      onTitle: (title) => tell({ kind: 'title', id, title }),
      onBell: () => tell({ kind: 'bell', id }),
      onProgram: (report) => tell({ kind: 'program', id, report }),
      onNotice: (text) => tell({ kind: 'notice', id, text }),
    })
    if (message.frozen) emulator.thaw(message.frozen)
    emulators.set(id, { emulator, last: message.saved ? emulator.restore(message.saved) : Promise.resolve() })
    return
  }
  const held = emulators.get(id)
  if (held) held.last = held.last.then(() => handle(held.emulator, message))
})

async function handle(emulator: Emulator, message: Exclude<ToEmulator, { kind: 'open' }>): Promise<void> {
  const { id } = message
  if (message.kind !== 'bytes') await emulator.caughtUp()
  switch (message.kind) {
    case 'bytes':
      await emulator.write(message.bytes, (taken, held) => tell({ kind: 'parsed', id, taken, held }))
      return
    case 'resize':
      emulator.resize(message.cols, message.rows)
      return
    case 'snapshot':
      tell({ kind: 'snapshot', id, request: message.request, held: emulator.held, ...emulator.snapshot(message.max) })
      return
    case 'screen':
      tell({ kind: 'screen', id, request: message.request, held: emulator.held, ...emulator.screen() })
      return
    case 'rest':
      tell({ kind: 'rest', id, request: message.request, resting: resting(emulator, message.max) })
      return
    case 'close':
      emulators.delete(id)
      emulator.dispose()
      return
  }
}

function resting(emulator: Emulator, max: number): Resting | null {
  const frozen = emulator.freeze()
  if (!frozen) return null
  const { data } = emulator.snapshot(max)
  return { frozen, snapshot: { deflated: deflateRawSync(data, { level: 1 }), length: data.length }, ...emulator.screen() }
}
