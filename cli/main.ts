// The command line: what a person or a script types, as calls of the API. See verbs.ts for the commands.
import { run } from './run.ts'
import { createVerbs } from './verbs.ts'

// Whoever reads us has left, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { process.exit(error.code === 'EPIPE' ? 0 : 1) })
process.exitCode = await run(createVerbs(), process.argv.slice(2), process)
