import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type Docker from 'dockerode'
import { apiErrorOf, type Client } from '../../../client/client.ts'
import { watchOutput } from '../../../e2e/fixtures/output.ts'
import { processesOf } from '../../../e2e/fixtures/session-processes.ts'
import { createdSession } from '../../../e2e/fixtures/sessions.ts'
import type { Known, Pool } from './pool.ts'

export type DeedName = 'create' | 'cancel' | 'use' | 'stop' | 'start' | 'restart' | 'restart agent' | 'rename' | 'look' | 'kill' | 'remove outside' | 'remove'

export type Scene = {
  client: Client
  docker: Docker
  pool: Pool
  random: () => number
  repoUrl: Record<Known['kind'], string>
  environmentId: Record<Known['kind'], string>
}

/** A terminal may be gone by the time that something is typed into it. */
const saidWithinMs = 15_000

/** What may happen to a session, each as a person, a program or a bystander of the engine does it. */
export const deeds: Record<DeedName, (scene: Scene, known: Known) => Promise<void>> = {
  async create({ client, repoUrl, environmentId }, known) {
    const { name, kind } = known
    known.id = (await createdSession(client, { name, repoUrl: repoUrl[kind], environmentId: environmentId[kind] })).id
  },
  async cancel({ client, random, repoUrl, environmentId }, known) {
    const { name, kind } = known
    known.id = (await client.sessions.create.mutate({ name, agent: 'shell', repoUrl: repoUrl[kind], environmentId: environmentId[kind] })).id
    await delay(random() * 1_000)
    await client.sessions.cancel.mutate({ id: known.id })
  },
  async use({ client, random, pool }, known) {
    const [terminal] = await client.terminals.list.query({ sessionId: idOf(known) })
    if (!terminal?.running) return
    const mark = pool.nextMark()
    // Untracked, committed, or pushed to a branch of its own.
    const commit = `git add ${mark} && git -c user.name=S -c user.email=s@example.net commit -qm ${mark}`
    const how = ['true', commit, `${commit} && git push -q origin HEAD:refs/heads/${mark}`][Math.floor(random() * 3)] ?? 'true'
    using shown = watchOutput(client, terminal.id, terminal.offset)
    await shown.type(`echo ${mark} > ${mark} && ${how}; [ -s ${mark} ] && echo kept-${mark}-$((1+1))\r`)
    const said = await Promise.race([shown.until(`kept-${mark}-2`).then(() => true), delay(saidWithinMs, false)])
    if (said) known.marks.push(mark)
  },
  stop: async ({ client }, known) => { await client.sessions.stop.mutate({ id: idOf(known) }) },
  start: async ({ client }, known) => { await client.sessions.start.mutate({ id: idOf(known) }) },
  restart: async ({ client }, known) => { await client.sessions.restart.mutate({ id: idOf(known) }) },
  'restart agent': async ({ client }, known) => { await client.process.restart.mutate({ sessionId: idOf(known) }) },
  rename: async ({ client, random }, known) => { await client.sessions.update.mutate({ id: idOf(known), pinned: random() < 0.5 }) },
  async look({ client }, known) {
    await client.sessions.gitWarnings.query({ id: idOf(known) })
    await client.sessions.diff.query({ id: idOf(known) })
  },
  async kill({ docker }, known) {
    if (known.kind === 'DOCKER') await docker.getContainer(`claudework-${idOf(known)}`).kill().catch(unlessNotRunning)
    else for (const pid of processesOf([idOf(known)])) if (isSupervisor(pid)) process.kill(pid, 'SIGKILL')
  },
  async 'remove outside'({ docker }, known) {
    if (known.kind === 'DOCKER') await docker.getContainer(`claudework-${idOf(known)}`).remove({ force: true }).catch(unlessNotRunning)
  },
  async remove({ client }, known) {
    known.leaving = true
    try {
      await client.sessions.remove.mutate({ id: idOf(known) })
    } catch (error) {
      known.leaving = false
      throw error
    }
  },
}

/** Why a deed was refused, where that is an answer and not a fault; null = it is a fault. */
export function refusalIn(error: unknown): string | null {
  const said = apiErrorOf(error)
  if (!said) return null
  const expected = ['CONFLICT', 'PRECONDITION_FAILED', 'NOT_FOUND', 'SERVICE_UNAVAILABLE', 'CLIENT_CLOSED_REQUEST', 'UNREACHABLE']
  return expected.includes(said.code) ? said.code : null
}

function idOf({ id, name }: Known): string {
  if (id === null) throw new Error(`${name} is not made yet`)
  return id
}

function isSupervisor(pid: number): boolean {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'latin1').includes('supervisor.cjs')
  } catch {
    return false // it has just ended
  }
}

/** 404, 409: the container is gone, does not run, or is being removed. */
function unlessNotRunning(error: unknown): void {
  if (!(error instanceof Error && 'statusCode' in error && (error.statusCode === 404 || error.statusCode === 409))) throw error
}
