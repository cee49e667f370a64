import { UsageError } from '../failure.ts'
import { overview, verbHelp } from '../help.ts'
import { print } from '../io.ts'
import { defineVerb, type Verb, type Verbs } from '../verb.ts'

export function createHelp(verbs: Verbs): Verb {
  return defineVerb({
    name: 'help',
    summary: 'list the commands, or say what one does',
    usage: '[command]',
    args: { min: 0, max: 1 },
    completes: 'verbs',
    flags: {},
    async run({ io, args: [name] }) {
      const verb = name === undefined ? null : await verbs.find(name)
      if (name !== undefined && !verb) throw new UsageError(`There is no command "${name}"; see "claudework help".`)
      await print(io.stdout, verb ? verbHelp(verb) : overview(await verbs.all()))
      return 0
    },
  })
}
