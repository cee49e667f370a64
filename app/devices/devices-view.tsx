import { useCallback, useEffect, useState } from 'react'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { useToldAttempt } from '../connection/use-attempt.ts'
import { Button } from '../ui/button.tsx'
import { useNotify } from '../ui/notices.tsx'
import { useNow } from '../ui/now.tsx'
import { Page } from '../ui/page.tsx'
import { ago } from '../ui/time-words.ts'
import { AnotherDevice } from './another-device.tsx'
import { browserWords } from './browser-words.ts'

type SignIn = { id: string; current: boolean; userAgent: string; createdAt: string; expiresAt: string }

/** The browsers that are signed in, each with a way to sign it out; and a way to sign another one in. */
export function DevicesView() {
  const trpc = useConnection()?.trpc
  const attempt = useToldAttempt()
  const notify = useNotify()
  const now = useNow()
  const [signIns, setSignIns] = useState<readonly SignIn[] | null>(null)
  const [adding, setAdding] = useState(false)
  const load = useCallback(() => {
    trpc?.auth.sessions.query().then((all) => setSignIns(all.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))), (error: unknown) => notify(problemText(error)))
  }, [trpc, notify])
  useEffect(load, [load])
  const signOut = async (id: string) => {
    if (await attempt((api) => api.auth.revoke.mutate({ id }))) load()
  }

  return (
    <Page title="Devices" action={<Button look="primary" disabled={!trpc} onClick={() => setAdding(true)}>Sign in another device</Button>}>
      <ul aria-label="Signed-in browsers" className="mx-auto grid max-w-[760px] gap-1 px-4 py-4">
        {signIns?.map(({ id, current, userAgent, createdAt }) => (
          <li key={id} className="border-line flex items-center gap-3 border-b py-2">
            <div className="min-w-0 flex-1">
              <p className="wrap-anywhere">
                {browserWords(userAgent)}
                {current && <span className="text-muted"> · this browser</span>}
              </p>
              <p className="text-muted text-small">Signed in {ago(now - Date.parse(createdAt))} ago</p>
            </div>
            <Button onClick={() => void signOut(id)}>Sign out</Button>
          </li>
        ))}
      </ul>
      {adding && (
        <AnotherDevice
          onClose={() => {
            setAdding(false)
            load()
          }}
        />
      )}
    </Page>
  )
}
