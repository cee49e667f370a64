import type { Route } from './+types/session-changes'
import { read } from '../read.ts'
import { useSessions } from '../sessions/sessions-provider.tsx'
import { ChangesView } from '../work/changes-view.tsx'

export const meta: Route.MetaFunction = ({ loaderData }) => [{ title: loaderData ? `Changes of ${loaderData.session.name} · claudework` : 'No such session · claudework' }]

export async function loader(args: Route.LoaderArgs) {
  return read(args, async (api) => ({ session: await api.sessions.get({ id: args.params.id }) }))
}

export default function SessionChangesRoute({ loaderData }: Route.ComponentProps) {
  const session = useSessions().find(({ id }) => id === loaderData.session.id) ?? loaderData.session
  return <ChangesView key={session.id} session={session} />
}

export { ErrorBoundary } from './session.tsx'
