import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { builtSupervisor } from '../../../scripts/built-supervisor.ts'
import { createLink, type AttachEvent, type LinkDeps, type SupervisorLink, type TerminalInfo } from '../link.ts'

const quiet = { debug: () => undefined, warn: () => undefined }

/** A supervisor with a folder of its own, for tests: started, killed and started again at will. */
export function runningSupervisor(options: { env?: Record<string, string> } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cw-sup-'))
  const socket = join(folder, 's')
  const state = join(folder, 'state')
  let child: ChildProcess | null = null

  function start(): ChildProcess {
    child = spawn(process.execPath, [join(builtSupervisor, 'supervisor.cjs'), JSON.stringify({ socket, state })], { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...options.env } })
    return child
  }

  async function kill(signal: NodeJS.Signals): Promise<{ code: number | null; signal: string | null }> {
    const ending = child
    if (!ending) throw new Error('It does not run.')
    child = null
    const exit = once(ending, 'exit')
    ending.kill(signal)
    const [code, by] = (await exit) as [number | null, string | null]
    return { code, signal: by }
  }

  start()
  return {
    socket,
    state,
    start,
    kill,
    get pid(): number {
      return child?.pid ?? -1
    },
    link: (deps: Partial<LinkDeps> = {}): SupervisorLink => createLink({ connect: () => dial(socket), log: quiet, backoff: { firstMs: 5, longestMs: 50 }, ...deps }),
    async [Symbol.asyncDispose]() {
      if (child) await kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
export type RunningSupervisor = ReturnType<typeof runningSupervisor>

export type LinkedSupervisor = AsyncDisposable & {
  supervisor: RunningSupervisor
  link: SupervisorLink
  /** For a terminal that no other test has. */
  freshId: () => string
}

/** The same with a link to it that is connected. */
export async function linkedSupervisor(): Promise<LinkedSupervisor> {
  const supervisor = runningSupervisor()
  const link = supervisor.link()
  await link.ready(AbortSignal.timeout(30_000))
  let count = 0
  return {
    supervisor, link,
    freshId: () => `session.${String(++count)}`,
    async [Symbol.asyncDispose]() {
      link.dispose()
      await supervisor[Symbol.asyncDispose]()
    },
  }
}

export function dial(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket))
    socket.once('error', reject)
  })
}

/** Connections that a test can cut. */
export function cuttable(path: string): { connect: () => Promise<Duplex>; cut: () => void; count: () => number } {
  const open = new Set<Socket>()
  let count = 0
  return {
    async connect() {
      const socket = await dial(path)
      count += 1
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      return socket
    },
    cut: () => {
      for (const socket of open) socket.destroy()
    },
    count: () => count,
  }
}

export function openShell(link: SupervisorLink, id: string, script?: string): Promise<TerminalInfo> {
  const commands = [script === undefined ? ['/bin/bash', '--norc', '--noprofile'] : ['/bin/bash', '-c', script]]
  return link.open({ id, kind: 'shell', title: 'shell', commands, cwd: '/tmp', env: { PS1: '$ ', HOME: '/tmp', HISTFILE: '' }, cols: 80, rows: 24 })
}

/** Everything that a viewer of a terminal gets, with ways to wait for it. */
export function watchTerminal(link: SupervisorLink, options: { terminalId: string; offset?: number; clientId?: string }) {
  const leaving = new AbortController()
  const events: { end: number; event: AttachEvent }[] = []
  const chunks: Uint8Array[] = []
  const waiting = new Set<() => void>()
  let failure: Error | null = null
  const done = (async () => {
    try {
      for await (const piece of link.attach({ ...options, signal: leaving.signal })) {
        events.push(piece)
        if (piece.event.kind === 'data') chunks.push(piece.event.bytes)
        for (const look of [...waiting]) look()
      }
    } catch (error) {
      failure = error instanceof Error ? error : new Error('The attach failed.', { cause: error })
      for (const look of [...waiting]) look()
    }
  })()

  return {
    events,
    bytes: (): Buffer => Buffer.concat(chunks),
    text: (): string => Buffer.concat(chunks).toString(),
    end: (): number => events.at(-1)?.end ?? -1,
    /** Resolves when `is` holds of what has come; rejects with what ended the attach. */
    until(is: () => boolean, ms = 30_000): Promise<void> {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => finish(new Error(`It did not come within ${String(ms)} ms. The last output: ${JSON.stringify(Buffer.concat(chunks).subarray(-300).toString())}`)), ms)
        const finish = (error?: Error): void => {
          clearTimeout(timer)
          waiting.delete(look)
          if (error) reject(error)
          else resolve()
        }
        const look = (): void => {
          if (is()) finish()
          else if (failure !== null) finish(failure)
        }
        waiting.add(look)
        look()
      })
    },
    untilText(text: string, ms?: number): Promise<void> {
      // Of a flood only what came since the last look is searched, and a little before it.
      let from = 0
      return this.until(() => {
        const found = Buffer.concat(chunks.slice(from)).includes(text)
        const sizeAfter = (i: number): number => chunks.slice(i).reduce((sum, { length }) => sum + length, 0)
        while (from + 1 < chunks.length && sizeAfter(from + 1) > text.length) from++
        return found
      }, ms)
    },
    /** Like `untilText`, for a flood in which a viewer on a busy machine may be moved forward. */
    untilShown(text: string, ms?: number): Promise<void> {
      return this.until(() => {
        const { event } = events.at(-1) ?? {}
        return event?.kind === 'resize' || event?.kind === 'snapshot' ? events.slice(-2).some((one) => one.event.kind === 'snapshot' && one.event.data.includes(text)) : Buffer.concat(chunks.slice(-20)).includes(text)
      }, ms)
    },
    untilExit(ms?: number): Promise<void> {
      return this.until(() => events.some(({ event }) => event.kind === 'exit'), ms)
    },
    async leave(): Promise<void> {
      leaving.abort()
      await done
    },
  }
}
