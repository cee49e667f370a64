import { environmentOf, runningSession, type NewSession } from '../../e2e/fixtures/sessions.ts'
import type { Session } from '../sessions/session.ts'
import { makeSmallRepository, startTestServer, type TestServer } from './test-server.ts'

export type HostServer = TestServer & {
  repoUrl: string
  /** Of the environment on this machine. */
  hostId: string
  /** A session on this machine whose shell runs. */
  running: (name: string, more?: Partial<NewSession>) => Promise<Session>
  /** The same, with the id of its terminal. */
  runningShell: (name: string, more?: Partial<NewSession>) => Promise<{ id: string; terminalId: string }>
}

/** A server that has no engine, and a small repository for its sessions on this machine. */
export async function startHostServer(overrides: Record<string, string> = {}): Promise<HostServer> {
  const server = await startTestServer({ DOCKER_HOST: 'unix:///nonexistent/docker.sock', ...overrides })
  const repoUrl = makeSmallRepository()
  const hostId = await environmentOf(server.client, 'HOST')
  const running = (name: string, more: Partial<NewSession> = {}): Promise<Session> => runningSession(server.client, 'HOST', { name, repoUrl, environmentId: hostId, ...more })
  return Object.assign(server, {
    repoUrl, hostId, running,
    async runningShell(name: string, more?: Partial<NewSession>) {
      const { id } = await running(name, more)
      const [terminal] = await server.client.terminals.list.query({ sessionId: id })
      if (!terminal) throw new Error(`${name} has no terminal`)
      return { id, terminalId: terminal.id }
    },
  })
}
