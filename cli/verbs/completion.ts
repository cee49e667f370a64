import { completionScript, shells } from '../completion-script.ts'
import { UsageError } from '../failure.ts'
import { print } from '../io.ts'
import { defineVerb, type Verb, type Verbs } from '../verb.ts'

export function createCompletion(verbs: Verbs): Verb {
  return defineVerb({
    name: 'completion',
    summary: 'print completions for a shell',
    usage: shells.join('|'),
    args: { min: 1, max: 1 },
    completes: shells,
    flags: {},
    examples: ['source <(claudework completion bash)', 'source <(claudework completion zsh)   # (not run by the tests)', 'claudework completion fish | source   # (not run by the tests)'],
    async run({ io, args: [name] }) {
      const shell = shells.find((known) => known === name)
      if (!shell) throw new UsageError(`Completions are there for ${shells.join(', ')}; "${name ?? ''}" is none of them.`)
      await print(io.stdout, completionScript(shell, await verbs.all()))
      return 0
    },
  })
}
