import { z } from 'zod'
import type { WorkTreeStatus } from '../../../helper/question.ts'

const count = z.number().int().nonnegative()

export const workTreeStatus: z.ZodType<WorkTreeStatus> = z.object({
  branch: z.string().nullable(),
  head: z.string().nullable(),
  upstream: z.string().nullable(),
  uncommitted: count,
  untracked: count,
  unpushed: count,
  stashed: count,
  submodules: count,
})

/** What would be gone with a session. `unknown` = it could not be found out, `reason` says why; its counts are the last known, if any. */
export type GitWarnings = {
  state: 'clean' | 'dirty' | 'unknown'
  reason: string | null
  /** null = never. */
  checkedAt: string | null
  /** Files, staged or not. */
  uncommitted: number | null
  untracked: number | null
  /** Commits that no remote-tracking branch has. */
  unpushed: number | null
  stashed: number | null
  /** Submodules with work of their own. */
  submodules: number | null
  branch: string | null
  /** No branch is checked out. */
  detached: boolean | null
  /** The branch follows no branch of a remote. */
  noUpstream: boolean | null
}

export function warningsFrom(status: WorkTreeStatus, checkedAt: string): GitWarnings {
  const { branch, upstream, uncommitted, untracked, unpushed, stashed, submodules } = status
  const dirty = uncommitted + untracked + unpushed + stashed + submodules > 0
  return {
    state: dirty ? 'dirty' : 'clean', reason: null, checkedAt, uncommitted, untracked, unpushed, stashed, submodules,
    branch, detached: branch === null, noUpstream: branch !== null && upstream === null,
  }
}

export function unknownWarnings(reason: string, last: GitWarnings | null): GitWarnings {
  const none = { checkedAt: null, uncommitted: null, untracked: null, unpushed: null, stashed: null, submodules: null, branch: null, detached: null, noUpstream: null }
  return { ...(last ?? none), state: 'unknown', reason }
}
