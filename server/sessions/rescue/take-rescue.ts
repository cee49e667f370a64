import { randomBytes } from 'node:crypto'
import { Writable } from 'node:stream'
import type { RescueSummary } from '../../../helper/question.ts'
import type { HelperRun, WorkQuestion } from '../../environments/helper-run.ts'
import { failpoint } from '../../failpoint.ts'
import { Problem } from '../../problem.ts'
import type { Home } from '../homes/home.ts'
import type { SessionRow } from '../session-store.ts'
import type { RescueFiles } from './rescue-files.ts'
import type { RescueRow, RescueStore } from './rescue-store.ts'
import { rescueSummary } from './rescue-summary.ts'
import { createStall } from './stall.ts'

export type Progress = {
  /** Bytes. */
  done: number
  total: number | null
}

export type TakeRescueDeps = {
  files: RescueFiles
  store: RescueStore
  /** Bytes that one may have. */
  most: number
  now: () => number
}

export type TakeOptions = { row: SessionRow; home: Pick<Home, 'git' | 'verify'>; onProgress: (progress: Progress) => void; signal: AbortSignal }

const keptDays = 30
/** Large trees are hashed before the first byte is sent. */
const stallMs = 10 * 60_000
/** Left free on the disk. */
const reserve = 256 * 1024 * 1024

/**
 * Makes a rescue of a session's work tree, which nobody may write any more: one helper sends it, another unpacks and compares it, and
 * only then is there a row. null: there is no work tree. Leaves nothing behind where it fails.
 */
export async function takeRescue({ files, store, most, now }: TakeRescueDeps, options: TakeOptions): Promise<RescueRow | null> {
  const id = randomBytes(16).toString('hex')
  try {
    const received = await files.receive(id, (output) => send(options, { output, most, free: () => files.free() }))
    failpoint('rescue received')
    const summary = await verified(files, { ...options, id, bytes: received.bytes })
    const row = rowOf(options.row, { id, ...received, summary, at: now() })
    files.describe(id, row)
    failpoint('rescue described')
    await store.insert(row)
    return row
  } catch (error) {
    await files.remove(id)
    if (error instanceof Problem && error.kind === 'not-found') return null
    throw error
  }
}

async function send({ home, onProgress, signal }: TakeOptions, { output, most, free }: { output: Writable; most: number; free: () => Promise<number> }): Promise<void> {
  const room = await free() - reserve
  using stall = createStall({ ms: stallMs, signal })
  const full = new AbortController()
  const question: WorkQuestion = { ask: 'rescue', most }
  const run: HelperRun = {
    output,
    signal: AbortSignal.any([stall.signal, full.signal]),
    onProgress: (progress) => {
      stall.heard()
      if (progress.total !== null && progress.total > room) full.abort()
      onProgress(progress)
    },
  }
  try {
    await home.git(question, run)
  } catch (error) {
    if (full.signal.aborted) throw new Problem('failed', 'The disk that holds the data directory has too little room for it; make room and try again.', { cause: error })
    throw stall.stalled ? silent(error) : error
  }
}

async function verified(files: RescueFiles, { home, signal, id, bytes, onProgress }: TakeOptions & { id: string; bytes: number }): Promise<RescueSummary> {
  const chunks: Buffer[] = []
  const output = new Writable({ write: (chunk: Buffer, _encoding, done) => { chunks.push(chunk); done() } })
  using stall = createStall({ ms: stallMs, signal })
  try {
    await home.verify({ input: files.read(id), output, signal: stall.signal, onProgress: () => { stall.heard() } })
  } catch (error) {
    throw stall.stalled ? silent(error) : error
  }
  onProgress({ done: bytes, total: bytes })
  return rescueSummary.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')))
}

function silent(cause: unknown): Problem {
  return new Problem('unavailable', `Nothing was heard of it for ${String(stallMs / 60_000)} minutes; try again.`, { cause })
}

function rowOf({ id: sessionId, name, repoUrl, branch, environmentId, agent, command, permissionMode }: SessionRow, about: { id: string; bytes: number; sha256: string; summary: RescueSummary; at: number }): RescueRow {
  const { id, bytes, sha256, summary, at } = about
  return {
    id, sessionId, name, repoUrl, branch: summary.status?.branch ?? branch, environmentId, agent, command, permissionMode, bytes, sha256, summary,
    createdAt: new Date(at).toISOString(),
    expiresAt: new Date(at + keptDays * 24 * 3_600_000).toISOString(),
  }
}
