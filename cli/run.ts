import { apiErrorOf } from '../client/api-error.ts'
import { Failure, UsageError } from './failure.ts'
import { print, type Io } from './io.ts'
import { withoutLeadingOptions } from './leading-options.ts'
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
  const [first, ...rest] = withoutLeadingOptions(argv)
  if (first === undefined) {
    const { overview } = await import('./help.ts')
    await print(io.stderr, overview(await verbs.all()))
    return 2
  }
  const name = aliases[first] ?? first
  const verb = await verbs.find(name)
  if (!verb) throw await noSuchCommand(first, verbs)
  if (asksForHelp(rest)) {
    const { verbHelp } = await import('./help.ts')
    await print(io.stdout, verbHelp(verb))
    return 0
  }
  return verb.call(rest, io)
}

const aliases: Readonly<Record<string, string>> = { '--help': 'help', '-h': 'help', '--version': 'version', '-v': 'version', '-V': 'version' }

async function noSuchCommand(word: string, verbs: Verbs): Promise<UsageError> {
  if (word.startsWith('-')) return new UsageError(`There is no option "${word}"; see "claudework help".`)
  const { nearestCommand } = await import('./nearest-command.ts')
  const nearest = nearestCommand(word, (await verbs.all()).map(({ name }) => name))
  return new UsageError(`There is no command "${word}"; ${nearest === null ? '' : `did you mean "${nearest}"? Else `}see "claudework help".`)
}

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
  const file = fileSentence(error)
  if (file !== null) return { code: 1, sentence: file }
  return { code: 1, sentence: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

/** A file that was named to us and cannot be read or written; where in the program that was tells nobody anything. */
function fileSentence(error: unknown): string | null {
  if (!(error instanceof Error) || !('syscall' in error) || !('path' in error)) return null
  const path = 'dest' in error ? error.dest : error.path
  const reason = /^[A-Z0-9]+: ([^,]+)/.exec(error.message)?.[1] ?? error.message
  return `${String(path)} could not be used: ${reason}.`
}
