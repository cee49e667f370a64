import { useState } from 'react'
import type { Session } from '../../api.ts'
import { useConnection } from '../../connection/connection-provider.tsx'
import { useToldAttempt } from '../../connection/use-attempt.ts'
import { Button } from '../../ui/button.tsx'
import { useNotify } from '../../ui/notices.tsx'
import { useSessions } from '../sessions-provider.tsx'

/** After a restart of the machine or the engine: one button for all that ran. */
export function StartAll() {
  const sessions = useSessions()
  const connection = useConnection()
  const attempt = useToldAttempt()
  const notify = useNotify()
  const [starting, setStarting] = useState(false)
  const ran = sessions.filter(wentDown)
  if (!connection || (ran.length === 0 && !starting)) return null
  const start = async () => {
    setStarting(true)
    await attempt(async (trpc) => {
      const { failed } = await trpc.sessions.startAll.mutate({ ids: ran.map(({ id }) => id) })
      for (const { name, reason } of failed) notify(`“${name}” did not start: ${reason}`)
    })
    setStarting(false)
  }
  return (
    <section aria-label="After a restart" className="bg-hover text-small mx-3 mb-2 grid gap-2 rounded-lg px-3 py-2">
      <p>{ran.length === 1 ? 'A session was' : `${String(ran.length)} sessions were`} stopped by a restart of the machine or its Docker engine.</p>
      <Button disabled={starting} onClick={() => void start()}>
        {starting ? 'Starting, two at a time …' : ran.length === 1 ? 'Start the session that ran' : `Start the ${String(ran.length)} sessions that ran`}
      </Button>
    </section>
  )
}

function wentDown({ status, cloned, exit }: Session): boolean {
  return status === 'stopped' && cloned && exit?.cause === 'stopped by engine'
}
