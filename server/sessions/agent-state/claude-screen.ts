// What Claude Code shows in its terminal and says nowhere else: that it asks its service again after a failure, and, where its titles
// are switched off, that a turn was interrupted. Anything may be printed on a screen, so only what stands in its own places is read.

export type ScreenSays = {
  /** It asks again; null where it does not. */
  retry: { cause: string; attempt: number; of: number } | null
  /** The last thing that happened is that its turn was interrupted. */
  interrupted: boolean
  /** Its input stands open, and nothing turns: an Esc early in a turn leaves no other trace. */
  resting: boolean
}

/** `✻ 401 invalid x-api-key · retrying in 3s · attempt 3/10`, behind the mark that turns while it works. */
const retryLine = /^[·✢✳✶✻✽*] (\S.*?) · retrying in \d+\s?s · attempt (\d{1,3})\/(\d{1,3})\b/
const interruptedLine = /^\s+⎿\s+Interrupted\b/
/** `✶ Unfurling… (3s · ↓ 2 tokens)` */
const workingLine = /^[·✢✳✶✻✽*] \S.*…/
const rule = /^─{10}/
/** Hints at the right edge. */
const hint = /^\s{20}/

export function readClaudeScreen(lines: readonly string[]): ScreenSays {
  const [, cause = '', attempt, of] = lines.map((line) => retryLine.exec(line)).findLast((match) => match !== null) ?? []
  return {
    retry: attempt === undefined ? null : { cause, attempt: Number(attempt), of: Number(of) },
    interrupted: isInterrupted(lines),
    resting: attempt === undefined && isResting(lines),
  }
}

function isInterrupted(lines: readonly string[]): boolean {
  const at = lines.findLastIndex((line) => interruptedLine.test(line))
  if (at < 0) return false
  const next = lines.slice(at + 1).find((line) => line.trim() !== '' && !hint.test(line))
  return next !== undefined && rule.test(next)
}

function isResting(lines: readonly string[]): boolean {
  const end = lines.findLastIndex((line) => rule.test(line))
  const begin = lines.slice(0, Math.max(end, 0)).findLastIndex((line) => rule.test(line))
  return begin >= 0 && lines[begin + 1]?.startsWith('❯') === true && !lines.some((line) => workingLine.test(line) || line.includes('esc to interrupt'))
}
