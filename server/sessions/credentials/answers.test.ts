import { expect, it } from 'vitest'
import type { SessionContext } from '../context.ts'
import { answersFor } from './answers.ts'

it('A57 a session is told the password of its own repository\'s host and of no other', async () => {
  const context = { store: { get: () => ({ repoUrl: 'https://git.example.net/acme/tool' }) } } as unknown as SessionContext
  const credentialFor = (): { username: string; password: string } => ({ username: 'hanako', password: 'secret' })
  const answers = answersFor(context, { gitHosts: { credentialFor }, sshAgent: { isOn: () => false } } as unknown as Parameters<typeof answersFor>[1], 's')
  expect(await answers.gitCredential({ protocol: 'https', host: 'Git.example.net' })).toEqual({ username: 'hanako', password: 'secret' })
  for (const [protocol, host] of [['https', 'github.com'], ['http', 'git.example.net'], ['https', 'git.example.net:8443'], ['https', 'git.example.net.evil.com'], ['', '']] as const) {
    expect(await answers.gitCredential({ protocol, host })).toBeNull()
  }
})
