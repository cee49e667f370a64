import { randomBytes } from 'node:crypto'
import { eq } from 'drizzle-orm'
import type { Logger } from 'pino'
import type { CreateEnvironment, UpdateEnvironment } from '../../contract/environment.ts'
import type { Db } from '../../db/client.ts'
import { environments } from '../../db/schema.ts'
import { Problem } from '../problem.ts'
import type { CheckPart, Environment, Readiness } from './adapter.ts'
import { configFor } from './environment-config.ts'
import type { PemFiles } from './pem-files.ts'
import type { Registry } from './registry.ts'

type Row = typeof environments.$inferSelect

export type ListedEnvironment = Environment & { ready: boolean; reason: string | null }

const refreshMs = 5_000
const answerMs = 5_000
const unasked: Readiness = { ready: false, engine: null, version: null, reason: 'Not asked yet.' }

/** The environments table and what is known of each environment's readiness. */
export async function createEnvironments(deps: { db: Db; registry: Registry; pemFiles: PemFiles; log: Logger; now: () => number }) {
  const rows = new Map<string, Row>()
  const readiness = new Map<string, Readiness>()
  const listeners = new Set<(environmentId: string) => void>()
  let timer: NodeJS.Timeout | undefined

  for (const row of await deps.db.read.select().from(environments)) rows.set(row.id, row)
  for (const kind of ['DOCKER', 'HOST'] as const) {
    if (![...rows.values()].some((row) => row.kind === kind)) await insert({ kind, name: kind === 'DOCKER' ? 'Docker' : 'This machine', config: {} })
  }

  async function insert({ kind, name, config }: Pick<Row, 'kind' | 'name' | 'config'>): Promise<Row> {
    const id = randomBytes(16).toString('hex')
    const row: Row = { id, name, kind, config: deps.pemFiles.stored(id, config), isDefault: false, everReady: false, createdAt: new Date(deps.now()).toISOString() }
    await deps.db.write((db) => db.insert(environments).values(row))
    rows.set(row.id, row)
    return row
  }

  function listed({ id, name, kind, config, isDefault }: Row): ListedEnvironment {
    const { ready, reason } = readiness.get(id) ?? unasked
    return { id, name, kind, config, isDefault, ready, reason }
  }

  function rowOf(id: string): Row {
    const row = rows.get(id)
    if (!row) throw new Problem('not-found', 'There is no environment with this id; see environments.list for those there are.')
    return row
  }

  /** Answers in time whatever its adapter does: one that throws or hangs must not keep the others from being asked. */
  async function ask(row: Row): Promise<Readiness> {
    const unknown = (reason: string): Readiness => ({ ready: false, engine: row.kind === 'DOCKER' ? 'not answering' : null, version: null, reason })
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Readiness>((resolve) => { timer = setTimeout(() => { resolve(unknown(`The environment "${row.name}" did not say within ${String(answerMs / 1_000)} s whether it is ready; try again, or look at the server log.`)) }, answerMs) })
    try {
      const asked = async (): Promise<Readiness> => deps.registry.adapterOf(row).readiness(row)
      return await Promise.race([asked(), late])
    } catch (error) {
      if (!(error instanceof Problem)) deps.log.error({ err: error, environment: row.id }, 'readiness could not be found out')
      return unknown(error instanceof Problem ? error.message : 'It could not be found out whether this environment is ready; the server log has the details.')
    } finally {
      clearTimeout(timer)
    }
  }

  async function refresh(row: Row): Promise<Readiness> {
    const before = readiness.get(row.id) ?? unasked
    const after = await ask(row)
    // Removed, or given other settings, while it was asked.
    if (rows.get(row.id) !== row) return after
    readiness.set(row.id, after)
    if (after.ready && !row.everReady) {
      row.everReady = true
      await deps.db.write((db) => db.update(environments).set({ everReady: true }).where(eq(environments.id, row.id)))
    }
    if (before.ready !== after.ready || before.engine !== after.engine || before.reason !== after.reason) {
      if (before !== unasked) deps.log.info({ environment: row.name, ready: after.ready, reason: after.reason }, 'environment changed')
      for (const listener of listeners) listener(row.id)
    }
    return after
  }

  async function refreshAll(): Promise<void> {
    await Promise.all([...rows.values()].map(refresh))
  }

  function schedule(): void {
    timer = setTimeout(() => {
      refreshAll().catch((error: unknown) => { deps.log.error({ err: error }, 'refresh of environments failed') }).finally(() => { if (timer) schedule() })
    }, refreshMs)
    timer.unref()
  }

  const find = (id: string): Environment | null => rows.get(id) ?? null

  return {
    find,
    get: (id: string): Environment => rowOf(id),
    all: (): Environment[] => [...rows.values()],
    list: (): ListedEnvironment[] => [...rows.values()].map(listed),
    async create({ name, kind, config }: CreateEnvironment): Promise<ListedEnvironment> {
      const row = await insert({ name, kind, config: configFor(kind, config) })
      await refresh(row)
      return listed(row)
    },
    /** New settings hold for sessions that start from now on; running ones keep what they were made with. */
    async update({ id, name, config, isDefault }: UpdateEnvironment): Promise<ListedEnvironment> {
      const row = rowOf(id)
      const patch = {
        ...(name === undefined ? {} : { name }),
        ...(config === undefined ? {} : { config: deps.pemFiles.stored(id, configFor(row.kind, config)) }),
        ...(isDefault === undefined ? {} : { isDefault }),
      }
      await deps.db.write(async (db) => {
        // One default at most.
        if (isDefault) await db.update(environments).set({ isDefault: false })
        if (Object.keys(patch).length > 0) await db.update(environments).set(patch).where(eq(environments.id, id))
      })
      if (isDefault) for (const other of rows.values()) other.isDefault = false
      Object.assign(row, patch)
      for (const listener of listeners) listener(id)
      return listed(row)
    },
    /** Asks now, since what was known may be seconds old. Throws where no session could be made in it. */
    async requireReady(id: string): Promise<void> {
      const { ready, reason } = await refresh(rowOf(id))
      if (!ready) throw new Problem('unavailable', reason ?? 'This environment is not ready; check it in the settings.')
    },
    /** `sessions` are the names of those that live in it. The last environment of a kind stays: there would be no way back. */
    async remove(id: string, sessions: readonly string[]): Promise<void> {
      const { kind } = rowOf(id)
      if (sessions.length > 0) throw new Problem('precondition', `This environment has ${String(sessions.length)} session${sessions.length === 1 ? '' : 's'} (${listOf(sessions)}); delete ${sessions.length === 1 ? 'it' : 'them'} first.`)
      if ([...rows.values()].filter((row) => row.kind === kind).length === 1) throw new Problem('precondition', `This is the only ${kind} environment; add another one before you remove it.`)
      await deps.registry.adapterOf(rowOf(id)).retire(rowOf(id)).catch((error: unknown) => { deps.log.warn({ err: error, environment: id }, 'what the sessions of a removed environment shared could not be removed') })
      await deps.db.write((db) => db.delete(environments).where(eq(environments.id, id)))
      rows.delete(id)
      readiness.delete(id)
      deps.pemFiles.forget(id)
    },
    /** Tries everything that its sessions need, for real. */
    async check(id: string): Promise<{ ok: boolean; parts: CheckPart[] }> {
      const row = rowOf(id)
      const parts = await deps.registry.adapterOf(row).check(row)
      return { ok: parts.every(({ ok }) => ok), parts }
    },
    /** The marked one; else DOCKER once its engine has ever answered, even if it is silent now; else HOST. */
    default(): Environment {
      const all = [...rows.values()]
      const chosen = all.find((row) => row.isDefault) ?? all.find((row) => row.kind === 'DOCKER' && row.everReady) ?? all.find((row) => row.kind === 'HOST')
      if (!chosen) throw new Problem('precondition', 'There is no environment to run sessions in; add one in the settings.')
      return chosen
    },
    readinessOf: (id: string): Readiness => readiness.get(id) ?? unasked,
    onReadiness(listener: (environmentId: string) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    /** Asks those of a kind now: something has happened to what they run on. */
    async look(kind: Environment['kind']): Promise<void> {
      await Promise.all([...rows.values()].filter((row) => row.kind === kind).map(refresh))
    },
    /** First answers, then one every five seconds. */
    async start(): Promise<void> {
      await refreshAll()
      schedule()
    },
    stop(): void {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
export type Environments = Awaited<ReturnType<typeof createEnvironments>>

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name}"`).join(', ')
  return names.length > 5 ? `${shown} and ${String(names.length - 5)} more` : shown
}
