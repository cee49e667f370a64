import { Problem } from '../problem.ts'
import type { Adapter, Environment } from './adapter.ts'

export type EnvironmentKind = Environment['kind']

/** Exhaustive by type: a new kind does not compile until its adapter is here. */
export type Adapters = Readonly<Record<EnvironmentKind, Adapter>>

export function createRegistry(adapters: Adapters) {
  return {
    adapterOf: (environment: Environment): Adapter => {
      // A row of a kind that a newer version wrote passes the type but not this line.
      const adapter = (adapters as Readonly<Record<string, Adapter | undefined>>)[environment.kind]
      if (!adapter) throw new Problem('precondition', `This claudework does not know environments of kind ${environment.kind}; use the version that made it.`)
      return adapter
    },
    all: (): Adapter[] => Object.values(adapters),
    close: async (): Promise<void> => {
      await Promise.all(Object.values(adapters).map((adapter) => adapter.close()))
    },
  }
}
export type Registry = ReturnType<typeof createRegistry>
