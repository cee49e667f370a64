import type { Route } from './+types/settings'
import { EnvironmentsSection } from '../settings/environments-section.tsx'
import { GitHostsSection } from '../settings/git-hosts-section.tsx'
import { NotificationsSection } from '../settings/notifications-section.tsx'
import { allSessions, BackLink } from '../ui/back-link.tsx'

export const meta: Route.MetaFunction = () => [{ title: 'Settings · claudework' }]

export default function Settings() {
  return (
    <main className="h-full w-full overflow-y-auto px-4 pb-16 md:px-8">
      <div className="mx-auto grid w-full max-w-[720px] min-w-0 gap-8">
        <header className="flex items-center gap-2 pt-3 md:pt-8">
          <BackLink {...allSessions} className="md:hidden!" />
          <h1 className="text-large font-semibold tracking-[-0.015em]">Settings</h1>
        </header>
        <EnvironmentsSection />
        <GitHostsSection />
        <NotificationsSection />
      </div>
    </main>
  )
}
