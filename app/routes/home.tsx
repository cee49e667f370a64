import { FirstSession } from '../sessions/new/first-session.tsx'
import { useSessions } from '../sessions/sessions-provider.tsx'

export default function Home() {
  const none = useSessions().length === 0
  return (
    <main className={`h-full w-full place-items-center overflow-y-auto p-6 ${none ? 'grid' : 'hidden md:grid'}`}>
      <FirstSession title={none ? 'Give it a repository' : 'Start another'} />
    </main>
  )
}
