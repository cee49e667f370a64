// What a helper is asked and what it answers. A helper is a program of one run: it gets its question as JSON in its first argument,
// answers on stdout (JSON, or an archive), tells its progress on stderr and ends. It never changes the tree it looks at.

/** Where the tree is, as the helper sees it. */
export type Question =
  | { ask: 'status'; work: string }
  | { ask: 'diff'; work: string; path: string | null; limits: DiffLimits }
  /** `most`: bytes that an archive may have. */
  | { ask: 'rescue'; work: string; most: number }
  /** Reads a rescue from stdin and makes a tree of it at `work`, which must be empty or not there. */
  | { ask: 'restore'; work: string }
  /** Reads a rescue from stdin, makes a tree of it at a place of the helper's own and compares everything in it. */
  | { ask: 'verify' }

export type DiffLimits = { files: number; patchBytes: number }

/** Counts of what would be gone with the tree. */
export type WorkTreeStatus = {
  /** null = detached. */
  branch: string | null
  /** null = no commit yet. */
  head: string | null
  upstream: string | null
  uncommitted: number
  untracked: number
  /** Commits of any branch, or of a detached HEAD, that no remote-tracking branch has. */
  unpushed: number
  stashed: number
  /** Submodules that hold any of the above. */
  submodules: number
}

export type FileChange = 'added' | 'modified' | 'deleted' | 'renamed' | 'type changed' | 'conflicted' | 'untracked'

export type ChangedFile = {
  path: string
  oldPath: string | null
  change: FileChange
  /** Lines; null for a binary file, or one that was not counted. */
  added: number | null
  removed: number | null
}

export type WorkTreeDiff = {
  /** The commit that the tree is compared with; null = no commit yet. */
  base: string | null
  files: ChangedFile[]
  /** There are more than `files` lists. */
  more: boolean
  /** Of one path, where one was asked for. */
  patch: { text: string; cut: boolean } | null
}

/** One line of stderr, as JSON. */
export type Told = { progress: { done: number; total: number | null } } | { failed: string }

export type RescueSummary = {
  /** `folder`: .git came along, understood. `kept as it is`: git could not read it, so everything came along unread. */
  git: 'folder' | 'kept as it is'
  files: number
  bytes: number
  status: WorkTreeStatus | null
  /** What .gitignore names and was left out. */
  ignored: { path: string; bytes: number; files: number }[]
  ignoredBytes: number
  /** Sockets, devices and pipes, which no archive holds. */
  skipped: number
}
