import { useEffect, useMemo, useState } from 'react'
import type { Agent } from '../../api.ts'
import { useConnection } from '../../connection/connection-provider.tsx'

type Answer = readonly Agent[] | null

/** The agents and what each environment has of them, asked for now; null where nobody knows (yet). `answer` waits for it. */
export function useAgents(): { agents: Answer; answer: () => Promise<Answer> } {
  const trpc = useConnection()?.trpc
  const [agents, setAgents] = useState<Answer>(null)
  const asked = useMemo(() => Promise.withResolvers<Answer>(), [])
  useEffect(() => {
    if (!trpc) return
    trpc.agents.list.query().then(
      (listed) => {
        setAgents(listed)
        asked.resolve(listed)
      },
      () => asked.resolve(null),
    )
  }, [trpc, asked])
  return { agents, answer: () => asked.promise }
}
