import type { Route } from './+types/devices'
import { DevicesView } from '../devices/devices-view.tsx'

export const meta: Route.MetaFunction = () => [{ title: 'Devices · claudework' }]

export default function DevicesRoute() {
  return <DevicesView />
}
