import { apiErrorOf } from '../client/api-error.ts'
import { Failure, UsageError } from './failure.ts'
import { print, type Io } from './io.ts'
import type { Verbs } from './verb.ts'

/** Runs one command line; answers its exit code: 0 done, 1 refused or failed, 2 wrong usage. */
export async function run(verbs: Verbs, argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(verbs, argv, io)
  } catch (error) {
    const { code, sentence } = outcomeOf(error)
    if (sentence !== null) await print(io.stderr, `claudework: ${sentence}\n`)
    return code
  }
}

async function dispatch(verbs: Verbs, argv: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = argv
  if (first === undefined) {
    const { overview } = await import('./help.ts')
    await print(io.stderr, overview(await verbs.all()))
    return 2
  }
  const name = aliases[first] ?? first
  const verb = await verbs.find(name)
  if (!verb) throw new UsageError(`There is no command "${first}"; see "claudework help".`)
  if (asksForHelp(rest)) {
    const { verbHelp } = await import('./help.ts')
    await print(io.stdout, verbHelp(verb))
    return 0
  }
  return verb.call(rest, io)
}

const aliases: Readonly<Record<string, string>> = { '--help': 'help', '-h': 'help', '--version': 'version', '-v': 'version', '-V': 'version' }

/** Before `--`: what follows it belongs to another command. */
function asksForHelp(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return (end < 0 ? argv : argv.slice(0, end)).some((word) => word === '--help' || word === '-h')
}

function outcomeOf(error: unknown): { code: number; sentence: string | null } {
  if (error instanceof UsageError) return { code: 2, sentence: error.message }
  if (error instanceof Failure) return { code: 1, sentence: error.message }
  // Whoever reads us has left, as `head` does.
  if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return { code: 0, sentence: null }
  const api = apiErrorOf(error)
  if (api?.code === 'UNREACHABLE') return { code: 1, sentence: `${api.message.replace(/\.$/, '')}; start it with "claudework serve", or say which one is meant with --url.` }
  if (api?.code === 'UNAUTHORIZED') return { code: 1, sentence: 'claudework does not take this token; see --token, CLAUDEWORK_TOKEN and "claudework login".' }
  if (api) return { code: 1, sentence: api.message }
  return { code: 1, sentence: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
