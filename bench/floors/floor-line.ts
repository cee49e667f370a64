import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Line } from '../line.ts'
import { rawExec } from './raw-exec.ts'

/** A floor program in a process of its own, and the one viewer that it serves, over the same WebSocket that our client uses. */
export async function floorLine(program: 'pty-floor' | 'exec-floor', ...argv: string[]): Promise<Line> {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${program}.ts`), ...argv], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const socket = new WebSocket(`ws://127.0.0.1:${port}`)
  socket.binaryType = 'arraybuffer'
  let listener: (bytes: Uint8Array) => void = () => undefined
  socket.addEventListener('message', ({ data }) => { if (data instanceof ArrayBuffer) listener(new Uint8Array(data)) })
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve)
    socket.addEventListener('error', reject)
  })
  return {
    write(text) {
      socket.send(Buffer.from(text))
      return Promise.resolve()
    },
    listen: (next) => { listener = next },
    async [Symbol.asyncDispose]() {
      socket.close()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

/** A raw exec TTY, read where it is measured. */
export async function execLine(containerId: string): Promise<Line> {
  const stream = await rawExec(containerId)
  let listener: (bytes: Uint8Array) => void = () => undefined
  stream.on('data', (bytes: Uint8Array) => { listener(bytes) })
  return {
    write(text) {
      stream.write(text)
      return Promise.resolve()
    },
    listen: (next) => { listener = next },
    [Symbol.asyncDispose]() {
      // A dropped exec stream would leave its shell running for ever.
      stream.write('\u0003\u0004exit\r')
      stream.destroy()
      return Promise.resolve()
    },
  }
}
