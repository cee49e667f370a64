// The floor of a HOST terminal: a shell in node-pty, its output coalesced to binary WebSocket frames. Nothing else: no sign-in,
// no offsets, no ring, no emulator, one viewer. Prints its port.
import { spawn } from 'node-pty'
import { serveFloor } from './serve-floor.ts'

serveFloor(() => {
  const pty = spawn('bash', ['--norc'], { name: 'xterm-256color', cols: 80, rows: 24, encoding: null })
  return {
    write: (data) => { pty.write(data) },
    // Without an encoding node-pty hands over bytes, which its types do not say.
    onData: (listener) => { pty.onData((data: unknown) => { if (data instanceof Uint8Array) listener(data) }) },
    pause: () => { pty.pause() },
    resume: () => { pty.resume() },
    end: () => { pty.kill('SIGKILL') },
  }
})
