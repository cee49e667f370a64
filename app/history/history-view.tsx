import { Link } from 'react-router'
import type { HistoryEvent } from '../api.ts'
import { allSessions, type Back } from '../ui/back-link.tsx'
import { Button } from '../ui/button.tsx'
import { Dot, type DotKind } from '../ui/dot.tsx'
import { Page } from '../ui/page.tsx'
import { useSessions } from '../sessions/sessions-provider.tsx'
import { eventWords } from './event-words.ts'
import { useEventTime } from './use-event-time.ts'
import { useHistory } from './use-history.ts'

type Props = {
  title: string
  loaded: readonly HistoryEvent[]
  /** Left out = of everything. */
  sessionId?: string
  back?: Back
}

/** Who did what, why, and how it went; newest first. */
export function HistoryView({ title, loaded, sessionId, back = allSessions }: Props) {
  const { events, complete, asking, older } = useHistory(loaded, sessionId)
  const { dayOf, timeOf } = useEventTime()
  return (
    <Page title={title} back={back}>
      <div className="mx-auto grid max-w-[760px] gap-4 px-4 py-4">
        {events.length === 0 && <p className="text-muted">Nothing has happened yet.</p>}
        {[...Map.groupBy(events, ({ at }) => dayOf(at))].map(([day, ofDay]) => (
          <section key={day} aria-label={day}>
            <h2 className="text-group text-faint bg-page sticky top-0 py-1 font-semibold tracking-[0.04em] uppercase">{day}</h2>
            <ol>
              {ofDay.map((event) => (
                <EventRow key={event.id} event={event} time={timeOf(event.at)} withSession={sessionId === undefined} />
              ))}
            </ol>
          </section>
        ))}
        {!complete && (
          <Button className="justify-self-start" disabled={asking} onClick={() => void older()}>
            {asking ? 'Loading …' : 'Show older'}
          </Button>
        )}
      </div>
    </Page>
  )
}

function EventRow({ event, time, withSession }: { event: HistoryEvent; time: string; withSession: boolean }) {
  const { title, by } = eventWords(event)
  const there = useSessions().some(({ id }) => id === event.sessionId)
  const name = withSession ? event.sessionName : null
  return (
    <li className="border-line grid grid-cols-[8px_minmax(0,1fr)_auto] items-baseline gap-x-3 border-b py-2 pointer-coarse:py-3">
      <Dot kind={dotOf(event)} />
      <p className="min-w-0 wrap-anywhere">
        <span className="font-[550]">{title}</span>
        {by !== null && <span className="text-muted"> {by}</span>}
        {name !== null && <span className="text-muted"> · {there ? <Link to={`/sessions/${String(event.sessionId)}`} className="hover:text-text underline underline-offset-2 pointer-coarse:py-3">{name}</Link> : name}</span>}
        {event.why !== null && <span className="text-muted text-small block">{event.why}</span>}
      </p>
      <time dateTime={event.at} className="text-faint text-small tabular-nums">
        {time}
      </time>
    </li>
  )
}

function dotOf({ what, result }: HistoryEvent): DotKind {
  if (result === 'failed') return 'error'
  if (result === 'cancelled') return 'stopped'
  switch (what) {
    case 'removed outside':
    case 'engine away':
      return 'waiting'
    case 'create':
    case 'start':
    case 'restart':
    case 'recreate':
    case 'found running':
    case 'engine answers':
      return 'done'
    default:
      return 'idle'
  }
}
