import type { Logger } from 'pino'
import type { Registry } from '../../environments/registry.ts'
import { Problem } from '../../problem.ts'
import { createLink, type Answerers, type HookReport, type SupervisorLink } from '../../terminal/link.ts'
import type { Place } from '../../environments/adapter.ts'

type Held = { link: SupervisorLink; stop: () => void }

export type LinkListener = (sessionId: string, link: SupervisorLink) => void

export type LinksDeps = {
  registry: Registry
  placeOf: (sessionId: string) => Place
  log: Logger
  answersFor: (sessionId: string) => Answerers
  onChange: LinkListener
  onHook: (sessionId: string, report: HookReport, late: boolean) => void
  onClose: (sessionId: string) => void
}

/** One connection per session to its supervisor, shared by all its viewers. */
export function createLinks(deps: LinksDeps) {
  const held = new Map<string, Held>()

  function open(sessionId: string): SupervisorLink {
    const known = held.get(sessionId)
    if (known) return known.link
    const link = createLink({
      connect: (options) => {
        const place = deps.placeOf(sessionId)
        return deps.registry.adapterOf(place.environment).connect(place, options)
      },
      log: deps.log.child({ session: sessionId }),
      answer: deps.answersFor(sessionId),
    })
    const notify = (): void => { deps.onChange(sessionId, link) }
    const stops = [link.onState(notify), link.onTerminals(notify), link.onHook((report, late) => { deps.onHook(sessionId, report, late) })]
    held.set(sessionId, { link, stop: () => { for (const stop of stops) stop() } })
    return link
  }

  function close(sessionId: string): void {
    const known = held.get(sessionId)
    if (!known) return
    held.delete(sessionId)
    known.stop()
    known.link.dispose()
    deps.onClose(sessionId)
  }

  return {
    open,
    close,
    find: (sessionId: string): SupervisorLink | null => held.get(sessionId)?.link ?? null,
    /** The link of a session whose supervisor answers now. */
    get(sessionId: string): SupervisorLink {
      const link = held.get(sessionId)?.link
      if (!link) throw new Problem('precondition', 'This session does not run; start it first.')
      return link
    },
    closeAll(): void {
      for (const sessionId of [...held.keys()]) close(sessionId)
    },
  }
}
export type Links = ReturnType<typeof createLinks>
