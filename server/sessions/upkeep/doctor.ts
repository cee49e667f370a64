import type { Environment, Leftover } from '../../environments/adapter.ts'
import { Problem } from '../../problem.ts'
import type { SessionContext } from '../context.ts'
import { takeIn } from './found-again.ts'

/** `unknown` where an environment did not answer: what it holds was not looked at. */
export type Diagnosis = { leftovers: (Leftover & { environmentId: string })[]; unknown: { environmentId: string; reason: string }[] }

const usualAgeMinutes = 10

/** What is left behind by crashes, and what becomes of it. */
export function createDoctor(context: SessionContext) {
  async function look(olderThanMinutes = usualAgeMinutes): Promise<Diagnosis> {
    const diagnosis: Diagnosis = { leftovers: [], unknown: [] }
    const seen = new Set<string>()
    const environments = context.environments.all()
    for (const environment of environments) {
      const { ready, reason } = context.environments.readinessOf(environment.id)
      if (!ready) {
        diagnosis.unknown.push({ environmentId: environment.id, reason: reason ?? 'It is not ready.' })
        continue
      }
      // Taken before the engine is asked: what is being made has its row first.
      const known = new Set(context.store.list().map(({ id }) => id))
      const found = await context.registry.adapterOf(environment).leftovers(environment, { known, environments, before: Date.parse(context.now()) - olderThanMinutes * 60_000 })
      for (const leftover of found) {
        // Environments share engines and folders.
        const key = `${leftover.kind} ${leftover.name}`
        if (!seen.has(key)) diagnosis.leftovers.push({ ...leftover, environmentId: environment.id })
        seen.add(key)
      }
    }
    return diagnosis
  }

  return {
    look,
    /** Takes away what is safe of these; answers what was. Looked at again first: what was left behind may be in use by now. */
    async clear(names: readonly string[], olderThanMinutes?: number): Promise<{ cleared: string[] }> {
      const { leftovers } = await look(olderThanMinutes)
      const cleared: string[] = []
      for (const name of names) {
        const leftover = leftovers.find((one) => one.name === name)
        if (!leftover) continue
        if (!leftover.safe) throw new Problem('precondition', `${name} may hold work, so claudework does not take it away; look into it, then remove it with docker or rm.`)
        const environment = context.environments.get(leftover.environmentId)
        await context.registry.adapterOf(environment).clear(environment, leftover)
        context.events.record({ actor: 'user', what: 'cleared away', why: name, result: 'done' })
        cleared.push(name)
      }
      return { cleared }
    },
    /** Sessions that bear no signature of ours: of an installation whose key was lost, or of somebody else's. */
    async strangers(): Promise<{ sessionId: string; name: string; repoUrl: string; environmentId: string }[]> {
      return (await found()).map(({ environment, place: { sessionId, name, repoUrl } }) => ({ sessionId, name, repoUrl, environmentId: environment.id }))
    },
    /** A person says that a session is theirs. */
    async adopt(sessionId: string): Promise<string> {
      const one = (await found()).find(({ place }) => place.sessionId === sessionId)
      if (!one) throw new Problem('not-found', 'No environment holds a session of this id that is not in the list; see doctor.strangers for those there are.')
      await takeIn(context, one.environment, { place: one.place, actor: 'user', why: 'Taken in by hand' })
      return sessionId
    },
  }

  async function found(): Promise<{ environment: Environment; place: Awaited<ReturnType<ReturnType<typeof context.registry.adapterOf>['found']>>[number] }[]> {
    const answered = context.environments.all().filter(({ id }) => context.environments.readinessOf(id).ready)
    const places = await Promise.all(answered.map(async (environment) => (await context.registry.adapterOf(environment).found(environment, { strangers: true })).map((place) => ({ environment, place }))))
    const unlisted = places.flat().filter(({ place }) => context.store.find(place.sessionId) === null)
    return [...new Map(unlisted.map((one) => [one.place.sessionId, one])).values()]
  }
}
