// The session's own sockets for git and ssh, beside the supervisor's. What they are asked goes to the server, which knows the
// tokens and decides; nothing of an answer is kept here.
import { rmSync } from 'node:fs'
import type { Server } from 'node:net'
import type { QuestionTakes, QuestionAnswers, QuestionName } from '../protocol.ts'

/** Asks the server at the other end. Rejects with a Refusal where there is none, or where it takes too long. */
export type AskServer = <N extends QuestionName>(name: N, input: QuestionTakes<N>) => Promise<QuestionAnswers<N>>

/** Listens for the session's own user alone. Resolves when it does. */
export function listenPrivately(server: Server, path: string): Promise<void> {
  // A file left by a run that was killed would refuse the address.
  rmSync(path, { force: true })
  return new Promise((resolve, reject) => {
    const usualMask = process.umask(0o177)
    const settle = (done: () => void) => (): void => {
      process.umask(usualMask)
      done()
    }
    server.once('error', (error) => settle(() => reject(error))())
    server.listen(path, settle(resolve))
  })
}
