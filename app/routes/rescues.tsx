import type { Route } from './+types/rescues'
import { RescuesView } from '../work/rescues-view.tsx'

export const meta: Route.MetaFunction = () => [{ title: 'Rescues · claudework' }]

export default function RescuesRoute() {
  return <RescuesView />
}
