import { Failure } from './failure.ts'
import type { PlainClient } from './verb.ts'

export type ListedEnvironment = Awaited<ReturnType<PlainClient['environments']['list']['query']>>[number]

/** The environment that a person means by its id, its name, or its kind where there is one of that kind. */
export async function findEnvironment(api: PlainClient, reference: string): Promise<ListedEnvironment> {
  const all = await api.environments.list.query()
  const found = [
    all.filter(({ id }) => id === reference),
    all.filter(({ name }) => name === reference),
    all.filter(({ name }) => name.toLowerCase() === reference.toLowerCase()),
    all.filter(({ kind }) => kind === reference.toUpperCase()),
  ].find((some) => some.length > 0) ?? []
  const [environment] = found
  const known = all.map(({ name, kind }) => `${name} (${kind})`).join(', ')
  if (!environment) throw new Failure(`There is no environment "${reference}"; there is ${known}.`)
  if (found.length > 1) throw new Failure(`"${reference}" could be any of ${found.map(({ id, name }) => `${name} (${id})`).join(', ')}; give the id.`)
  return environment
}
