import { isRouteErrorResponse } from 'react-router'
import type { Route } from './+types/session'
import { read } from '../read.ts'
import { SessionView } from '../sessions/session-view.tsx'
import { useSessions } from '../sessions/sessions-provider.tsx'
import { Fault } from '../ui/fault.tsx'

export const meta: Route.MetaFunction = ({ loaderData }) => [{ title: loaderData ? `${loaderData.session.name} · claudework` : 'No such session · claudework' }]

export async function loader(args: Route.LoaderArgs) {
  return read(args, async (api) => ({ session: await api.sessions.get({ id: args.params.id }) }))
}

export default function SessionRoute({ loaderData }: Route.ComponentProps) {
  const { id } = loaderData.session
  const session = useSessions().find((one) => one.id === id) ?? loaderData.session
  return <SessionView key={id} session={session} />
}

export function ErrorBoundary({ error }: Route.ErrorBoundaryProps) {
  if (isRouteErrorResponse(error) && (error.status === 404 || error.status === 400)) {
    return <Fault title="No such session" text="It was deleted, or the address is wrong." />
  }
  return <Fault title="This session did not load" text="Something unexpected went wrong; the server log has the details. Reload the page to try again." retry />
}
