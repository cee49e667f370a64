import { StringDecoder } from 'node:string_decoder'
import type { Problem } from '../problem.ts'
import { cloneFailure } from './clone-failure.ts'

export type CloneProgressOptions = {
  repoUrl: string
  branch: string | null
  onProgress: (progress: { percent: number; message: string }) => void
  /** Each whole line, once. Progress that git overwrites in place comes only as its last state. */
  onLine: (line: string) => void
}

/** git's phases as shares of the whole; checkout last, and on slow disks the longest. */
const phases = [
  { name: 'Counting objects', from: 0, to: 2 },
  { name: 'Compressing objects', from: 2, to: 5 },
  { name: 'Receiving objects', from: 5, to: 65 },
  { name: 'Resolving deltas', from: 65, to: 80 },
  { name: 'Updating files', from: 80, to: 100 },
  { name: 'Filtering content', from: 80, to: 100 },
] as const

const keptLines = 30
const longestLine = 2_000

/**
 * Reads what `git clone --progress` prints. Its moving lines end in `\r`, its others in `\n`, and those that ssh writes in `\r\n`:
 * all three count as ends, so that no reason is lost with the progress before it.
 */
export function createCloneProgress({ repoUrl, branch, onProgress, onLine }: CloneProgressOptions) {
  const decoder = new StringDecoder('utf8')
  const kept: string[] = []
  let pending = ''
  let percent = 0
  let transferred = false

  function take(raw: string, isMoving: boolean): void {
    const line = readable(raw)
    if (line === '') return
    const seen = percentOf(line)
    if (seen !== null) {
      percent = Math.max(percent, seen)
      transferred ||= percent >= 65
      onProgress({ percent: Math.floor(percent), message: line })
    }
    if (isMoving) return
    onLine(line)
    // A phase's last line is no reason for a failure.
    if (seen !== null) return
    kept.push(line)
    if (kept.length > keptLines) kept.shift()
  }

  return {
    push(bytes: Uint8Array): void {
      pending += decoder.write(bytes)
      for (;;) {
        // A `\r` at the very end may be the first half of `\r\n`.
        const end = /\r\n|\n|\r(?!$)/.exec(pending)
        if (!end) break
        take(pending.slice(0, end.index), end[0] === '\r')
        pending = pending.slice(end.index + end[0].length)
      }
      if (pending.length > longestLine) pending = pending.slice(-longestLine)
    },

    /** Everything has come over the network; what is left (checkout) may be long and silent. */
    get transferred(): boolean {
      return transferred
    },

    /** Why git ended with `code`, as a Problem with cause and next step. */
    failure(code: number): Problem {
      take(pending, false)
      pending = ''
      return cloneFailure(kept, { repoUrl, branch, code })
    },
  }
}

function percentOf(line: string): number | null {
  const match = /^(?:remote: )?([A-Z][a-z]+ [a-z]+): +(\d{1,3})%/.exec(line)
  const phase = phases.find(({ name }) => name === match?.[1])
  if (!match || !phase) return null
  const share = Math.min(100, Number(match[2]))
  return phase.from + (share / 100) * (phase.to - phase.from)
}

/** A server's words are shown to people: no control or escape sequences, no endless lines. */
function readable(raw: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return raw.replaceAll(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '').replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '').trim().slice(0, longestLine)
}
