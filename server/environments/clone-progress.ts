// Reads what `git clone --progress` prints, wherever it runs: a percentage, a live line, and one sentence when it fails.
import type { Problem } from '../problem.ts'
import { cloneFailure } from './clone-failure.ts'

export type CloneProgress = { percent: number | null; message: string }

export type CloneProgressDeps = {
  repoUrl: string
  branch: string | null
  onProgress: (progress: CloneProgress) => void
  /** Every whole line, for the creation's log; a percentage that counts up is one line, as git ends it. */
  onLine: (line: string) => void
}

const keptLines = 60
const longestLine = 1_000

/** Where each phase of git lies within the whole, in percent. Counting and receiving may overlap: the caller keeps the highest. */
const phases: { pattern: RegExp; from: number; to: number }[] = [
  { pattern: /^(?:remote: )?(?:Enumerating|Counting) objects/, from: 0, to: 2 },
  { pattern: /^(?:remote: )?Compressing objects/, from: 2, to: 5 },
  { pattern: /^Receiving objects/, from: 5, to: 70 },
  { pattern: /^Resolving deltas/, from: 70, to: 85 },
  { pattern: /^Updating files/, from: 85, to: 100 },
]

export function createCloneProgress(deps: CloneProgressDeps) {
  const decoder = new TextDecoder()
  const lines: string[] = []
  let partial = ''

  // git counts with \r and ends with \n; ssh ends its errors with \r\n, so a \r alone ends nothing that must be kept.
  function push(bytes: Uint8Array): void {
    partial += decoder.decode(bytes, { stream: true })
    const pieces = partial.split(/\r\n|\n|\r(?!\n|$)/)
    partial = pieces.pop() ?? ''
    if (partial.length > longestLine) partial = partial.slice(-longestLine)
    for (const piece of pieces) take(piece)
    // A count in the middle of a line is worth showing before its line ends.
    if (phaseOf(partial)) show(partial)
  }

  function take(piece: string): void {
    const line = printable(piece)
    if (line === '') return
    show(line)
    const counting = phaseOf(line) !== undefined && !/, done\.?$/.test(line)
    if (counting) return
    lines.push(line)
    if (lines.length > keptLines) lines.shift()
    deps.onLine(line)
  }

  function show(text: string): void {
    const line = printable(text)
    const phase = phaseOf(line)
    const counted = /(\d{1,3})% \(/.exec(line)?.[1]
    const percent = phase && counted !== undefined ? Math.floor(phase.from + ((phase.to - phase.from) * Math.min(100, Number(counted))) / 100) : null
    if (line !== '') deps.onProgress({ percent, message: line })
  }

  return {
    push,
    /** What a clone that ended with this code failed of. */
    failure(code: number): Problem {
      if (partial !== '') take(partial)
      partial = ''
      return cloneFailure({ lines, code, repoUrl: deps.repoUrl, branch: deps.branch })
    },
  }
}

function phaseOf(line: string): { from: number; to: number } | undefined {
  return phases.find(({ pattern }) => pattern.test(line))
}

/** A remote writes what it likes: its escape sequences and control characters stay out of our page and log. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  return text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '').replace(/[\u0000-\u001f\u007f-\u009f]/g, '').trimEnd().slice(0, longestLine)
}
