import type { GitWarnings } from '../api.ts'

/** What a clone holds that is nowhere else, in a few words each; empty where it holds nothing, or nobody knows. */
export function workWords({ uncommitted, untracked, unpushed, stashed, submodules }: GitWarnings): string[] {
  return [
    counted(uncommitted, 'uncommitted file'),
    counted(untracked, 'untracked file'),
    counted(unpushed, 'unpushed commit'),
    counted(stashed, 'stash', 'stashes'),
    counted(submodules, 'submodule with work of its own', 'submodules with work of their own'),
  ].filter((words) => words !== null)
}

/** For a line beside other things: "3 files, 1 commit only here"; null where there is nothing to say. */
export function workInShort(git: GitWarnings | null): string | null {
  if (git?.state !== 'dirty') return null
  const { uncommitted, untracked, unpushed, stashed, submodules } = git
  const parts = [counted((uncommitted ?? 0) + (untracked ?? 0), 'file'), counted(unpushed, 'commit'), counted(stashed, 'stash', 'stashes'), counted(submodules, 'submodule')].filter((words) => words !== null)
  return `${parts.join(', ')} only here`
}

function counted(count: number | null, one: string, many = `${one}s`): string | null {
  if (count === null || count === 0) return null
  return `${String(count)} ${count === 1 ? one : many}`
}

export function bytesInWords(bytes: number): string {
  if (bytes < 1_000) return `${String(bytes)} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes / 1_000
  let unit = 0
  for (; value >= 999.5 && unit < units.length - 1; unit += 1) value /= 1_000
  return `${value < 9.95 ? value.toFixed(1) : String(Math.round(value))} ${units[unit] ?? ''}`
}
