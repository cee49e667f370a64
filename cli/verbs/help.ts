import { UsageError } from '../failure.ts'
import { overview, verbHelp } from '../help.ts'
import { print } from '../io.ts'
import { defineVerb, type Verb } from '../verb.ts'

/** Takes the table of commands as it is when it runs, since it is one of them. */
export function createHelp(verbs: () => readonly Verb[]): Verb {
  return defineVerb({
    name: 'help',
    summary: 'list the commands, or say what one does',
    usage: '[command]',
    args: { min: 0, max: 1 },
    completes: 'verbs',
    flags: {},
    async run({ io, args: [name] }) {
      const verb = verbs().find((known) => known.name === name)
      if (name !== undefined && !verb) throw new UsageError(`There is no command "${name}"; see "claudework help".`)
      await print(io.stdout, verb ? verbHelp(verb) : overview(verbs()))
      return 0
    },
  })
}
