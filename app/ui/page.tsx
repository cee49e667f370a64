import type { ReactNode } from 'react'
import { allSessions, BackLink, type Back } from './back-link.tsx'

type PageProps = {
  title: string
  back?: Back
  /** At the end of its header. */
  action?: ReactNode
  children: ReactNode
}

/** A page beside the sessions: its title stays while what is below it scrolls. */
export function Page({ title, back = allSessions, action, children }: PageProps) {
  return (
    <main className="grid h-full min-h-0 w-full grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)]">
      <header className="bg-panel border-line flex items-center gap-2 border-b px-3 py-2 md:px-4">
        <BackLink {...back} />
        <h1 className="text-title min-w-0 flex-1 truncate font-semibold tracking-[-0.01em]">{title}</h1>
        {action}
      </header>
      <div className="overflow-y-auto">{children}</div>
    </main>
  )
}
