import type { BytePath } from '../bytes.ts'
import type { RescueSummary } from '../question.ts'
import type { Algorithm } from './git-hash.ts'

/** Below it in the archive is the tree, `.git` with it. */
export const treeFolder = 'work'
/** The archive's last entry. */
export const manifestName = 'claudework-rescue.json'

/** What an archive holds and what its tree is made of beside that. Paths are relative to the tree, in latin1. */
export type Manifest = {
  version: 1
  algorithm: Algorithm
  summary: RescueSummary
  /** Of each file in the archive: what git would name its bytes. */
  files: { path: BytePath; hash: string }[]
  /** Files that are as the repository has them, so that they are not in the archive. */
  tracked: { path: BytePath; link: boolean; mode: number; size: number; oid: string; mtime: number }[]
}
