import { Link } from 'react-router'
import type { Route } from './+types/settings'
import { EnvironmentsSection } from '../settings/environments-section.tsx'
import { GitHostsSection } from '../settings/git-hosts-section.tsx'
import { NotificationsSection } from '../settings/notifications-section.tsx'
import { buttonClass } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'

export const meta: Route.MetaFunction = () => [{ title: 'Settings · claudework' }]

export default function Settings() {
  return (
    <main className="h-full w-full overflow-y-auto px-4 pb-16 md:px-8">
      <div className="mx-auto grid w-full max-w-[720px] min-w-0 gap-8">
        <header className="flex items-center gap-2 pt-3 md:pt-8">
          <Link to="/" aria-label="All sessions" className={`${buttonClass('quiet')} -mx-1 md:hidden!`}>
            <Icon name="back" />
          </Link>
          <h1 className="text-large font-semibold tracking-[-0.015em]">Settings</h1>
        </header>
        <EnvironmentsSection />
        <GitHostsSection />
        <NotificationsSection />
      </div>
    </main>
  )
}
