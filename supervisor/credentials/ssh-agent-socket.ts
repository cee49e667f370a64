import { createServer, type Server, type Socket } from 'node:net'
import { listenPrivately, type AskServer } from './sockets.ts'

/** As in OpenSSH; a signature's request holds what is signed, a few kB. */
const longest = 256 * 1024
const failure = Buffer.from([5])

/**
 * An ssh-agent (draft-miller-ssh-agent: a u32 length and that many bytes, a question and its answer in turn) that asks the server,
 * message by message.
 */
export async function serveSshAgent(path: string, ask: AskServer): Promise<Server> {
  const server = createServer((peer) => serve(peer, ask))
  await listenPrivately(server, path)
  return server
}

function serve(peer: Socket, ask: AskServer): void {
  let pending = Buffer.alloc(0)
  let answered: Promise<void> = Promise.resolve()
  peer.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= 4) {
      const length = pending.readUInt32BE(0)
      if (length > longest) {
        peer.destroy()
        return
      }
      if (pending.length < 4 + length) return
      const message = Buffer.from(pending.subarray(4, 4 + length))
      pending = pending.subarray(4 + length)
      answered = answered.then(async () => {
        // A server that is gone is an agent without keys.
        const reply = await ask('sshAgent', { message }).then((answer) => answer.message, () => failure)
        const head = Buffer.alloc(4)
        head.writeUInt32BE(reply.length)
        peer.write(Buffer.concat([head, reply]))
      })
    }
  })
  peer.on('error', () => peer.destroy())
}
