import { passwordOriginOf, type GitHosts } from '../../environments/credentials/git-hosts.ts'
import type { SshAgent } from '../../environments/credentials/ssh-agent.ts'
import type { Answerers } from '../../terminal/link.ts'
import { placeOf, type SessionContext } from '../context.ts'

/** What a session's git and ssh get to know. They run what a repository and an agent say, so each session gets only what is its own. */
export function answersFor(context: SessionContext, deps: { gitHosts: GitHosts; sshAgent: SshAgent }, sessionId: string): Answerers {
  return {
    gitCredential({ protocol, host }) {
      // Of its own repository's host alone: what talks an agent into asking must not get the passwords of other hosts.
      const own = passwordOriginOf(context.store.get(sessionId).repoUrl)
      const isOwn = own?.protocol === protocol && own.host === host.toLowerCase()
      return Promise.resolve(isOwn ? deps.gitHosts.credentialFor(protocol, host) : null)
    },
    async sshAgent({ message }) {
      const { environment } = placeOf(context.environments, context.store.get(sessionId))
      const isOn = deps.sshAgent.isOn(environment)
      // 13: something is to be signed. Who did so is found here afterwards.
      if (isOn && message[0] === 13) context.log.info({ session: sessionId }, "the host's ssh-agent was asked for a signature")
      return { message: isOn ? await deps.sshAgent.answer(message) : Uint8Array.of(5) }
    },
  }
}
