import type { Session } from '../api.ts'
import { Dot } from '../ui/dot.tsx'

/** The agent's sign-in has died: what to do, on every session that uses it. */
export function SignInNotice({ session: { credentials } }: { session: Session }) {
  if (credentials === null || credentials.problem === null) return null
  const { problem, sharedWith } = credentials
  return (
    <p role="status" className="bg-error-bg border-line flex min-w-0 items-baseline gap-2 border-t px-4 py-2 wrap-anywhere">
      <Dot kind="error" />
      <span>
        {problem}
        {sharedWith > 0 && ` ${sharedWith === 1 ? 'One other session uses' : `${String(sharedWith)} other sessions use`} the same sign-in.`}
      </span>
    </p>
  )
}
