import { createServer, type Server, type Socket } from 'node:net'
import { Refusal } from '../wire/refusal.ts'
import { listenPrivately, type AskServer } from './sockets.ts'

/** A question is a handful of short lines. */
const longest = 16 * 1024

/**
 * Answers git's credential protocol (gitcredentials(7): `key=value` lines up to the end of the stream), as the helper program
 * passes it on. Where there is no answer, one line `problem=` says why.
 */
export async function serveGitCredentials(path: string, ask: AskServer): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (peer) => {
    let said = ''
    peer.setEncoding('utf8')
    peer.on('data', (chunk: string) => {
      said += chunk
      if (said.length > longest) peer.destroy()
    })
    peer.on('end', () => void answer(peer, said, ask))
    // git was interrupted: nobody waits for the answer.
    peer.on('error', () => peer.destroy())
  })
  await listenPrivately(server, path)
  return server
}

async function answer(peer: Socket, said: string, ask: AskServer): Promise<void> {
  const { protocol = '', host = '' } = attributesIn(said)
  try {
    const credential = await ask('gitCredential', { protocol: protocol.slice(0, 32), host: host.slice(0, 300) })
    peer.end(credential ? `username=${credential.username}\npassword=${credential.password}\n` : `problem=There is no token for ${host} that this session may use; set one in the settings of claudework.\n`)
  } catch (error) {
    peer.end(`problem=${error instanceof Refusal ? error.message : 'The credentials of this session cannot be reached.'}\n`)
  }
}

function attributesIn(said: string): Record<string, string> {
  return Object.fromEntries(said.split('\n').filter((line) => line.includes('=')).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}
