import { z } from 'zod'
import type { DiffLimits, FileChange, WorkTreeDiff } from '../../../helper/question.ts'
import { Problem, sentenceOf } from '../../problem.ts'
import type { SessionContext } from '../context.ts'
import { homeOf } from '../homes/homes.ts'
import { askWork } from './ask-work.ts'

const changes = ['added', 'modified', 'deleted', 'renamed', 'type changed', 'conflicted', 'untracked'] as const satisfies readonly FileChange[]
const lines = z.number().int().nonnegative().nullable()

const workTreeDiff: z.ZodType<WorkTreeDiff> = z.object({
  base: z.string().nullable(),
  files: z.array(z.object({ path: z.string(), oldPath: z.string().nullable(), change: z.enum(changes), added: lines, removed: lines })),
  more: z.boolean(),
  patch: z.object({ text: z.string(), cut: z.boolean() }).nullable(),
})

const limits: DiffLimits = { files: 2_000, patchBytes: 512 * 1024 }
const deadlineMs = 60_000

/** `unknown` = it could not be found out; `reason` says why. */
export type SessionDiff = { state: 'known' | 'unknown'; reason: string | null; checkedAt: string } & WorkTreeDiff

/** What the tree holds beside its last commit; with `path` also the patch of that file. */
export async function diffOf(context: SessionContext, sessionId: string, path: string | null): Promise<SessionDiff> {
  if (!context.store.get(sessionId).cloned) throw new Problem('precondition', 'This session has no whole clone yet, so there is nothing to compare.')
  try {
    const diff = await askWork(homeOf(context, sessionId), { ask: 'diff', path, limits }, { shape: workTreeDiff, deadlineMs })
    if (path !== null && diff.patch === null) throw new Problem('not-found', 'This file is as it was committed, or is not there; look at the list of changed files again.')
    return { state: 'known', reason: null, checkedAt: context.now(), ...diff }
  } catch (error) {
    if (error instanceof Problem && error.kind === 'not-found') throw error
    if (!(error instanceof Problem)) context.log.error({ err: error, session: sessionId }, 'a diff could not be made')
    return { state: 'unknown', reason: sentenceOf(error), checkedAt: context.now(), base: null, files: [], more: false, patch: null }
  }
}
