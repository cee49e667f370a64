import { Link } from 'react-router'
import type { Session } from '../api.ts'
import { useGitWarnings } from './use-git-warnings.ts'
import { workInShort } from './work-words.ts'

/** A page that is opened for its terminal gets that first. */
const afterMs = 3_000

/** The way to a session's changes, with what its clone holds; the server looks again after each turn of its agent. */
export function WorkLink({ session }: { session: Session }) {
  const { git, status } = session
  const { warnings: asked } = useGitWarnings(session, { again: status, afterMs })
  // Whichever is newer: the page asks once, the row is told of every turn.
  const warnings = git !== null && (git.checkedAt ?? '') >= (asked?.checkedAt ?? '') ? git : asked
  const short = workInShort(warnings)
  return (
    <Link to={`/sessions/${session.id}/changes`} className={`hover:text-text text-small flex-none truncate underline-offset-2 hover:underline ${short === null ? 'text-muted' : 'text-waiting'}`}>
      {warnings?.state === 'unknown' ? 'Changes unknown' : short ?? 'Changes'}
    </Link>
  )
}
