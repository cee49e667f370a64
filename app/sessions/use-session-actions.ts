import { useMemo } from 'react'
import type { Asked } from '../api.ts'
import { useToldAttempt } from '../connection/use-attempt.ts'

/** What can be done with a session. Each resolves to whether it worked; why not has then been said. */
export function useSessionActions(id: string) {
  const act = useToldAttempt()
  return useMemo(() => ({
    start: () => act((trpc) => trpc.sessions.start.mutate({ id })),
    stop: () => act((trpc) => trpc.sessions.stop.mutate({ id })),
    restart: () => act((trpc) => trpc.sessions.restart.mutate({ id })),
    /** Its container, from its volumes; what was installed outside of them is lost. */
    recreate: () => act((trpc) => trpc.sessions.recreate.mutate({ id })),
    cancel: () => act((trpc) => trpc.sessions.cancel.mutate({ id })),
    /** What it was asked to be. */
    asked: (use: (wish: Asked) => void) => act(async (trpc) => use(await trpc.sessions.asked.query({ id }))),
    retry: () => act((trpc) => trpc.sessions.retry.mutate({ id })),
    rename: (name: string) => act((trpc) => trpc.sessions.update.mutate({ id, name })),
    /** Not to be stopped for the idle time so far. */
    keepRunning: () => act((trpc) => trpc.sessions.keepRunning.mutate({ id })),
    /** Not to be stopped for being idle at all. */
    pin: (pinned: boolean) => act((trpc) => trpc.sessions.update.mutate({ id, pinned })),
    /** Ends what the agent is doing, not the agent. */
    interrupt: () => act((trpc) => trpc.process.interrupt.mutate({ sessionId: id })),
    restartAgent: () => act((trpc) => trpc.process.restart.mutate({ sessionId: id })),
  }), [act, id])
}
