// Lets sessions of environments that ask for it sign with the keys of the host's ssh-agent. Messages are looked at: a session may ask
// which keys there are and have something signed; it may not add, remove or lock keys, nor use extensions.
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Environment } from '../adapter.ts'

/** draft-miller-ssh-agent: the first byte of a message. */
const requestIdentities = 11
const signRequest = 13
const failure = Uint8Array.of(5)

const replyMs = 60_000
const longest = 256 * 1024

export function createSshAgent({ socket }: { /** SSH_AUTH_SOCK of the host. */ socket: string | null }) {
  return {
    isOn: (environment: Environment): boolean => environment.config['sshAgent'] === true,
    socket,
    /** The agent's reply to one message, without its length; "failed" where there is no agent, or the message is none that a session may send. */
    async answer(message: Uint8Array): Promise<Uint8Array> {
      if (socket === null || (message[0] !== requestIdentities && message[0] !== signRequest)) return failure
      try {
        return await askAgent(socket, message)
      } catch {
        return failure // no agent there, or it broke off: ssh goes on to its next way to sign in
      }
    },
  }
}
export type SshAgent = ReturnType<typeof createSshAgent>

async function askAgent(path: string, message: Uint8Array): Promise<Uint8Array> {
  const agent = connect(path)
  // An agent may ask its person first.
  agent.setTimeout(replyMs, () => agent.destroy(new Error('the agent did not answer')))
  try {
    await once(agent, 'connect')
    agent.write(framed(message))
    let pending = Buffer.alloc(0)
    for await (const chunk of agent as AsyncIterable<Buffer>) {
      pending = Buffer.concat([pending, chunk])
      if (pending.length < 4) continue
      const length = pending.readUInt32BE(0)
      if (length > longest) throw new Error('the agent answered with too much')
      if (pending.length >= 4 + length) return Buffer.from(pending.subarray(4, 4 + length))
    }
    throw new Error('the agent broke off')
  } finally {
    agent.destroy()
  }
}

/** With its length before it, as it goes over a socket. */
export function framed(message: Uint8Array): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(message.length)
  return Buffer.concat([head, message])
}
