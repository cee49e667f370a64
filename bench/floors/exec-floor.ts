// The floor of a DOCKER terminal: an exec with a TTY by dockerode, its output coalesced to binary WebSocket frames.
// Takes the container's id; prints its port.
import { rawExec } from './raw-exec.ts'
import { serveFloor } from './serve-floor.ts'

const stream = await rawExec(process.argv[2] ?? '')
serveFloor(() => ({
  write: (data) => { stream.write(data) },
  onData: (listener) => { stream.on('data', listener) },
  pause: () => { stream.pause() },
  resume: () => { stream.resume() },
  end: () => { stream.destroy() },
}))
