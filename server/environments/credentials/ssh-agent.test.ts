import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createSshAgent } from './ssh-agent.ts'

async function realAgent(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'claudework-agent-'))
  const socket = join(folder, 'agent.sock')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
  onTestFinished(async () => {
    agent.kill()
    await once(agent, 'exit')
    rmSync(folder, { recursive: true, force: true })
  })
  await expect.poll(() => existsSync(socket)).toBe(true)
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'a key', '-f', join(folder, 'key')])
  execFileSync('ssh-add', ['-q', join(folder, 'key')], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'pipe' })
  return socket
}

it('A70 tells which keys there are, and does nothing else to the agent', async () => {
  const agent = createSshAgent({ socket: await realAgent() })
  const identities = await agent.answer(Uint8Array.of(11))
  expect(identities[0]).toBe(12)
  expect(Buffer.from(identities).includes('a key')).toBe(true)
  // Add, remove one, remove all, lock, unlock, add a smartcard, extensions, what is not a message.
  for (const type of [17, 18, 19, 22, 23, 20, 26, 27, 0, 255]) expect(await agent.answer(Uint8Array.of(type, 0, 0, 0, 0))).toEqual(Uint8Array.of(5))
  expect(await agent.answer(new Uint8Array())).toEqual(Uint8Array.of(5))
  expect(Buffer.from(await agent.answer(Uint8Array.of(11))).includes('a key')).toBe(true)
})

it('where there is no agent it has failed, as an agent says it', async () => {
  expect(await createSshAgent({ socket: null }).answer(Uint8Array.of(11))).toEqual(Uint8Array.of(5))
  expect(await createSshAgent({ socket: '/nonexistent/agent' }).answer(Uint8Array.of(11))).toEqual(Uint8Array.of(5))
})
