import type { Engine } from '../../docker/engine.ts'
import { hasStatus } from '../../docker/engine-problem.ts'
import { framed, type SshAgent } from '../credentials/ssh-agent.ts'
import { cloneAgentSocket, user } from './session-container.ts'

const longest = 256 * 1024

/**
 * Gives a running clone helper, which has no supervisor, an ssh-agent: the image's socat takes the one connection that a clone makes,
 * and its messages are answered here. Resolves when that has ended.
 */
export async function serveCloneAgent(engine: Engine, { helper, sshAgent, signal }: { helper: string; sshAgent: Pick<SshAgent, 'answer'>; signal: AbortSignal }): Promise<void> {
  try {
    const stream = await engine.containers.exec(helper, { argv: ['socat', '-', `UNIX-LISTEN:${cloneAgentSocket},mode=600`], env: [], user }, { signal })
    signal.addEventListener('abort', () => { stream.destroy() }, { once: true })
    let pending = Buffer.alloc(0)
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      pending = Buffer.concat([pending, chunk])
      while (pending.length >= 4) {
        const length = pending.readUInt32BE(0)
        if (length > longest) return
        if (pending.length < 4 + length) break
        const message = Buffer.from(pending.subarray(4, 4 + length))
        pending = pending.subarray(4 + length)
        stream.write(framed(await sshAgent.answer(message)))
      }
    }
  } catch (error) {
    // The helper has ended before, or in the middle: what git says of its clone is the reason that counts.
    if (!signal.aborted && !hasStatus(error, 404, 409)) throw error
  }
}
