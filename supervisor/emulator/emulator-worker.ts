// The emulators of all terminals, in a thread of their own: what parses slowly, or serialises a large screen, delays no key.
import { parentPort } from 'node:worker_threads'
import { Emulator } from './emulator.ts'
import type { FromEmulator, ToEmulator } from './messages.ts'

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
    case 'close':
      emulators.delete(id)
      emulator.dispose()
      return
  }
}
