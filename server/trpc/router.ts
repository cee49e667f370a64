import { bySessionId, nothing, restartProcess } from '../../contract/session.ts'
import { answerRequest } from '../../contract/transcript.ts'
import type { HealthReport } from '../health.ts'
import { agentsRouter } from './agents-router.ts'
import { authRouter } from './auth-router.ts'
import { environmentsRouter } from './environments-router.ts'
import { gitHostsRouter } from './git-hosts-router.ts'
import { doctorRouter } from './doctor-router.ts'
import { eventsRouter } from './events-router.ts'
import { notificationsRouter } from './notifications-router.ts'
import { promptsRouter } from './prompts-router.ts'
import { rescuesRouter } from './rescues-router.ts'
import { sessionsRouter } from './sessions-router.ts'
import { storageRouter } from './storage-router.ts'
import { terminalsRouter } from './terminals-router.ts'
import { transcriptRouter } from './transcript-router.ts'
import { createCallerFactory, open, router, signedIn } from './trpc.ts'

type Basics = { ok: true; version: string }

const healthRouter = router({
  /** Strangers learn that it runs, and nothing of the machine. */
  get: open.meta({ cookie: true }).input(nothing).query(async ({ ctx }): Promise<(Basics & { engine?: undefined }) | (Basics & HealthReport)> => {
    const basic = { ok: true as const, version: ctx.health.version }
    return ctx.caller.via === 'nobody' ? basic : { ...basic, ...(await ctx.health.report()) }
  }),
})

const processRouter = router({
  status: signedIn.meta({ cookie: true }).input(bySessionId).query(({ ctx, input }) => ctx.sessions.process.status(input.sessionId)),
  restart: signedIn.input(restartProcess).mutation(({ ctx, input }) => ctx.sessions.process.restart(input.sessionId, input.fresh ?? false)),
  interrupt: signedIn.input(bySessionId).mutation(async ({ ctx, input }) => {
    await ctx.sessions.conversations.interrupt(input.sessionId)
    return { ok: true as const }
  }),
  answer: signedIn.input(answerRequest).mutation(({ ctx, input }) => {
    ctx.sessions.conversations.answer(input)
    return { ok: true as const }
  }),
})

export const appRouter = router({
  health: healthRouter,
  sessions: sessionsRouter,
  process: processRouter,
  terminals: terminalsRouter,
  prompts: promptsRouter,
  transcript: transcriptRouter,
  rescues: rescuesRouter,
  environments: environmentsRouter,
  agents: agentsRouter,
  gitHosts: gitHostsRouter,
  notifications: notificationsRouter,
  events: eventsRouter,
  doctor: doctorRouter,
  storage: storageRouter,
  auth: authRouter,
})

export type AppRouter = typeof appRouter

/** Calls the router in-process: what the page's loaders read through. */
export const createApi = createCallerFactory(appRouter)
export type Api = ReturnType<typeof createApi>
