import type { Route } from './+types/session-history'
import { HistoryView } from '../history/history-view.tsx'
import { toSession } from '../ui/back-link.tsx'
import { read } from '../read.ts'

export const meta: Route.MetaFunction = ({ loaderData }) => [{ title: loaderData ? `History of ${loaderData.session.name} · claudework` : 'No such session · claudework' }]

export async function loader(args: Route.LoaderArgs) {
  return read(args, async (api) => {
    const [session, events] = await Promise.all([api.sessions.get({ id: args.params.id }), api.events.list({ sessionId: args.params.id })])
    return { session, events }
  })
}

export default function SessionHistoryRoute({ loaderData: { session, events } }: Route.ComponentProps) {
  return <HistoryView key={session.id} title={`History of ${session.name}`} loaded={events} sessionId={session.id} back={toSession(session.id)} />
}

export { ErrorBoundary } from './session.tsx'
