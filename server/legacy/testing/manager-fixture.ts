// A process manager over a real database and a real clone, for tests.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { openDb, type Db } from '../../../db/client.ts'
import { migrationsIn } from '../../../db/migration.ts'
import { sessions } from '../../../db/schema.ts'
import type { Deadlines } from '../deadlines.ts'
import type { LegacyPlace, LegacyState } from '../legacy-place.ts'
import type { TranscriptEntry, TranscriptMessage } from '../message.ts'
import { createProcessManager, type ProcessManager, type PromptReceipt } from '../process-manager.ts'

const run = promisify(execFile)

export type ManagerFixture = Awaited<ReturnType<typeof createManagerFixture>>

export async function createManagerFixture({ command, env, deadlines }: { command: string[]; env: (folder: string) => Record<string, string>; deadlines?: Partial<Deadlines> }) {
  const folder = await mkdtemp(join(tmpdir(), 'claudework-legacy-'))
  const repo = join(folder, 'repo')
  await mkdir(repo)
  await writeFile(join(repo, 'README.md'), 'hello\n')
  await run('git', ['init', '-q', '-b', 'main'], { cwd: repo })
  await run('git', ['add', '.'], { cwd: repo })
  await run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', 'first'], { cwd: repo })

  const db = await databaseIn(folder)
  const states = new Map<string, LegacyState>()
  const managers: ProcessManager[] = []

  const placeOf = (sessionId: string): LegacyPlace => ({ sessionId, repoUrl: repo, branch: null, state: states.get(sessionId) ?? null })
  const saving = (sessionId: string, onSave: () => void = () => undefined) => ({
    save: (state: LegacyState) => {
      states.set(sessionId, state)
      onSave()
      return Promise.resolve()
    },
  })

  return {
    folder, db, command, placeOf, saving,
    workOf: (sessionId: string) => join(folder, 'sessions', sessionId, 'work'),
    stateOf: (sessionId: string): LegacyState => {
      const state = states.get(sessionId)
      if (!state) throw new Error(`nothing was saved of ${sessionId}`)
      return state
    },
    manager(): ProcessManager {
      const manager = managerOver({ db, folder, command, env: env(folder), deadlines })
      managers.push(manager)
      return manager
    },
    async made(manager: ProcessManager, sessionId: string): Promise<void> {
      const at = new Date().toISOString()
      await db.write((writer) => writer.insert(sessions).values({
        id: sessionId, name: sessionId, repoUrl: repo, agent: 'claude', status: 'running', statusCheckedAt: at, steps: [], terminals: [], createdAt: at,
      }))
      await manager.create(placeOf(sessionId), { ...saving(sessionId), onStep: () => undefined, onLog: () => undefined, signal: new AbortController().signal })
    },
    async [Symbol.asyncDispose](): Promise<void> {
      for (const manager of managers) await manager.close()
      db.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export function databaseIn(folder: string): Promise<Db> {
  return openDb({ url: `file:${join(folder, 'test.db')}`, migrations: migrationsIn(join(import.meta.dirname, '../../../db/migrations')) })
}

export type ManagerOver = { folder: string; command: string[]; env: Record<string, string>; deadlines?: Partial<Deadlines> | undefined }

export function managerOver({ db, folder, command, env, deadlines }: ManagerOver & { db: Db }): ProcessManager {
  return createProcessManager({
    db,
    log: pino({ level: 'silent' }),
    now: Date.now,
    sessionsFolder: join(folder, 'sessions'),
    command,
    env: () => ({ PATH: process.env['PATH'] ?? '', HOME: folder, ...env }),
    clone: async ({ repoUrl, target }) => { await run('git', ['clone', '-q', '--', repoUrl, target]) },
    help: () => Promise.reject(new Error('no work tree is looked at here')),
    usage: () => Promise.reject(new Error('nobody asks here')),
    endStragglers: () => Promise.resolve(),
    ...(deadlines ? { deadlines } : {}),
  })
}

/** Resolves with the first message from `after` on whose entry fits. */
export async function messageWhere(manager: ProcessManager, { sessionId, after = 0 }: { sessionId: string; after?: number }, fits: (entry: TranscriptEntry) => boolean): Promise<TranscriptMessage> {
  const enough = new AbortController()
  try {
    for await (const message of manager.transcript.follow({ sessionId, after, signal: enough.signal })) if (fits(message.entry)) return message
  } finally {
    enough.abort()
  }
  throw new Error('the transcript ended')
}

/** Resolves once what the manager shows of a session fits. */
export function viewWhere(manager: ProcessManager, sessionId: string, fits: (view: NonNullable<ReturnType<ProcessManager['view']>>) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      const view = manager.view(sessionId)
      if (!view || !fits(view)) return
      stop()
      resolve()
    }
    const stop = manager.onChange(look)
    look()
  })
}

export function promptWhere(manager: ProcessManager, fits: (receipt: PromptReceipt) => boolean): Promise<PromptReceipt> {
  return new Promise((resolve) => {
    const stop = manager.onPrompt((_sessionId, receipt) => {
      if (!fits(receipt)) return
      stop()
      resolve(receipt)
    })
  })
}
