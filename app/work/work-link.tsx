import { Link } from 'react-router'
import type { Session } from '../api.ts'
import { useGitWarnings } from './use-git-warnings.ts'
import { workInShort } from './work-words.ts'

/** So long after the last key: what was typed takes a moment, and a page that is opened for its terminal gets that first. */
const afterMs = 3_000

/** On wide screens, where it has room; the menu leads there too. The way to a session's changes, with what its clone holds. The server looks again after each turn of its agent, the page after typing. */
export function WorkLink({ session }: { session: Session }) {
  const { git, status, lastActivityAt } = session
  const { warnings: asked } = useGitWarnings(session, { again: `${status} ${lastActivityAt ?? ''}`, afterMs })
  // Whichever is newer: the page asks once, the row is told of every turn.
  const warnings = git !== null && (git.checkedAt ?? '') >= (asked?.checkedAt ?? '') ? git : asked
  const short = workInShort(warnings)
  return (
    <Link to={`/sessions/${session.id}/changes`} className={`hover:text-text text-small flex-none underline-offset-2 hover:underline max-md:hidden ${short === null ? 'text-faint' : 'text-muted'}`}>
      {warnings?.state === 'unknown' ? 'Changes unknown' : short ?? 'Changes'}
    </Link>
  )
}
