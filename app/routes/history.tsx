import type { Route } from './+types/history'
import { HistoryView } from '../history/history-view.tsx'
import { read } from '../read.ts'

export const meta: Route.MetaFunction = () => [{ title: 'History · claudework' }]

export async function loader(args: Route.LoaderArgs) {
  return read(args, async (api) => ({ events: await api.events.list() }))
}

export default function HistoryRoute({ loaderData }: Route.ComponentProps) {
  return <HistoryView title="History" loaded={loaderData.events} />
}
