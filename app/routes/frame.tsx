import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Outlet, useMatch, useNavigation, useRevalidator } from 'react-router'
import type { Route } from './+types/frame'
import { ConnectionProvider, useLinkState } from '../connection/connection-provider.tsx'
import { warmRoutes } from '../connection/warm-routes.ts'
import { FrameContext } from '../frame-data.ts'
import { Notifier } from '../notifications/notifier.tsx'
import { WaitingTitle } from '../notifications/waiting-title.tsx'
import { read } from '../read.ts'
import { NewSessionDialog } from '../sessions/new/new-session-dialog.tsx'
import { Rail } from '../sessions/rail/rail.tsx'
import type { SessionDraft } from '../sessions/new/session-draft.ts'
import { SessionsProvider } from '../sessions/sessions-provider.tsx'
import { NoticesProvider } from '../ui/notices.tsx'
import { NowProvider } from '../ui/now.tsx'
import { useNoStrayDrop } from '../ui/use-no-stray-drop.ts'

const engineAgainMs = 5_000

export async function loader(args: Route.LoaderArgs) {
  return read(args, async (api) => {
    const [sessions, environments, health] = await Promise.all([api.sessions.list(), api.environments.list(), api.health.get()])
    if (!health.engine) throw new Error('health.get answered somebody who is signed in as if they were not')
    return { sessions, environments, health, now: Date.now() }
  })
}

/** The list beside whatever is looked at; on a phone one or the other. */
export default function Frame({ loaderData: { sessions, environments, health, now } }: Route.ComponentProps) {
  const [draft, setDraft] = useState<Partial<SessionDraft> | null>(null)
  const atHome = useMatch('/') !== null
  useNoStrayDrop()
  useEffect(warmRoutes, [])
  const loading = useNavigation().state === 'loading'
  const openNewSession = useCallback((start: Partial<SessionDraft>) => setDraft(start), [])
  const frame = useMemo(() => ({ health, environments, openNewSession }), [health, environments, openNewSession])
  const one = (view: 'rail' | 'view') => ((view === 'rail') === atHome ? 'flex' : 'hidden md:flex')

  return (
    <NoticesProvider>
      <NowProvider serverNow={now}>
        <ConnectionProvider>
          <SessionsProvider loaded={sessions}>
            <FrameContext value={frame}>
              <WaitingTitle />
              <Notifier />
              <KeepFresh engineWell={health.engine.state === 'ok'} />
              <div className="h-[var(--visible-height,100dvh)] md:grid md:grid-cols-[296px_minmax(0,1fr)] md:grid-rows-[minmax(0,1fr)]">
                <Rail health={health} whole={atHome} onNew={() => openNewSession({})} className={`h-full ${one('rail')}`} />
                <div aria-busy={loading} className={`h-full min-w-0 flex-col ${one('view')}`}>
                  <Outlet />
                </div>
              </div>
              {draft && <NewSessionDialog start={draft} onClose={() => setDraft(null)} />}
            </FrameContext>
          </SessionsProvider>
        </ConnectionProvider>
      </NowProvider>
    </NoticesProvider>
  )
}

/** Sessions come by subscription; the rest is loaded anew after a reconnect, and while the engine is not well. */
function KeepFresh({ engineWell }: { engineWell: boolean }) {
  const { revalidate } = useRevalidator()
  const live = useLinkState().kind === 'live'
  const fresh = useRef(true)
  useEffect(() => {
    if (!live) return
    // What the page load brought is as new as its first connection.
    if (!fresh.current) void revalidate()
    fresh.current = false
    if (engineWell) return
    const timer = setInterval(() => { if (document.visibilityState === 'visible') void revalidate() }, engineAgainMs)
    return () => clearInterval(timer)
  }, [live, engineWell, revalidate])
  return null
}
