// The command line: what a person or a script types, as calls of the API. See verbs.ts for the commands.
import { run } from './run.ts'
import { createVerbs } from './verbs.ts'

// Each write tells its own failure; without a listener the stream would tell it as well, and end us before we have cleaned up.
process.stdout.on('error', () => undefined)
void run(createVerbs(), process.argv.slice(2), process).then((code) => { process.exitCode = code })
