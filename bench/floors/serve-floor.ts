import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

export type Source = {
  write(data: Buffer): void
  onData(listener: (bytes: Uint8Array) => void): void
  pause(): void
  resume(): void
  end(): void
}

const frameBytes = 64 * 1024
const frameMs = 4
const highWater = 1024 * 1024
const lookMs = 2

/** One source to one viewer: frames of 64 KB or 4 ms, the first byte after silence at once, a pause while the viewer lags. */
export function serveFloor(open: () => Source): void {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  server.on('listening', () => { process.stdout.write(`${String((server.address() as AddressInfo).port)}\n`) })
  server.on('connection', (socket) => { serve(socket, open()) })
}

function serve(socket: WebSocket, source: Source): void {
  let chunks: Uint8Array[] = []
  let size = 0
  let sentAt = 0
  let timer: NodeJS.Timeout | null = null
  const flush = (): void => {
    if (timer) clearTimeout(timer)
    timer = null
    if (size === 0) return
    socket.send(chunks.length === 1 ? (chunks[0] ?? '') : Buffer.concat(chunks))
    chunks = []
    size = 0
    sentAt = performance.now()
    if (socket.bufferedAmount > highWater) hold()
  }
  const hold = (): void => {
    source.pause()
    const look = setInterval(() => {
      if (socket.bufferedAmount > highWater / 4) return
      clearInterval(look)
      source.resume()
    }, lookMs)
  }
  source.onData((bytes) => {
    chunks.push(bytes)
    size += bytes.length
    if (size >= frameBytes || performance.now() - sentAt > frameMs) flush()
    else timer ??= setTimeout(flush, frameMs)
  })
  socket.on('message', (data) => { if (Buffer.isBuffer(data)) source.write(data) })
  socket.on('close', () => {
    source.end()
    process.exit(0)
  })
}
