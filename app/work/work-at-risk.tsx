import type { Session } from '../api.ts'
import { useGitWarnings } from './use-git-warnings.ts'
import { workWords } from './work-words.ts'

/** What a deletion takes along, asked when it is asked about. */
export function WorkAtRisk({ session }: { session: Session }) {
  const { warnings, asking } = useGitWarnings(session)
  if (!session.cloned) return <p className="text-muted">There is no clone yet, so no work is lost.</p>
  if (asking) return <p className="text-muted" aria-busy>Looking for work that is only here …</p>
  if (!warnings || warnings.state === 'unknown') {
    return <p className="text-waiting wrap-anywhere">Whether work is only here could not be found out. {warnings?.reason}</p>
  }
  const words = workWords(warnings)
  if (words.length === 0) return <p className="text-muted">All work in it was pushed.</p>
  return (
    <div>
      <p>Only here:</p>
      <ul className="list-disc pl-5">
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
    </div>
  )
}
