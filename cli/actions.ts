import { UsageError } from './failure.ts'
import { defineVerb, type Description, type Flags, type Invocation, type Verb } from './verb.ts'

/** What a verb does with its first argument, such as `check` of `claudework env check <environment>`. */
export type Action<F extends Flags> = {
  /** What comes behind its name, as help shows it. */
  takes?: readonly string[]
  /** Help does not name it. */
  quiet?: boolean
  /** Gets as many arguments as it takes. */
  run: (call: Invocation<F>, ...args: string[]) => Promise<number>
}

type Spec<F extends Flags> = Pick<Description, 'name' | 'summary'> & Partial<Pick<Description, 'details' | 'examples'>> & {
  flags: F
  /** What is done where nothing is said. */
  otherwise?: string
  actions: Readonly<Record<string, Action<F>>>
}

/** A verb with actions of its own. */
export function defineActions<const F extends Flags>({ actions, otherwise, ...spec }: Spec<F>): Verb {
  const told = Object.entries(actions).filter(([, { quiet = false }]) => !quiet)
  const named = told.map(([name, { takes = [] }]) => [name, ...takes].join(' ')).join(' | ')
  const usage = otherwise === undefined ? named : `[${named}]`
  return defineVerb({
    ...spec,
    usage,
    completes: told.map(([name]) => name),
    args: { min: otherwise === undefined ? 1 : 0, max: 1 + Math.max(...Object.values(actions).map(({ takes = [] }) => takes.length)) },
    async run(call: Invocation<F>) {
      const [name = otherwise ?? '', ...args] = call.args
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined
      if (!action || args.length !== (action.takes ?? []).length) throw new UsageError(`Usage: claudework ${spec.name} ${usage}.`)
      return action.run(call, ...args)
    },
  })
}
