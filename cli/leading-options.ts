import { UsageError } from './failure.ts'
import { commonFlags } from './verb.ts'

/** Options that every command has may stand before its name too, as in `claudework --server box ls`; they are put behind it. */
export function withoutLeadingOptions(argv: readonly string[]): string[] {
  const leading: string[] = []
  let at = 0
  while (at < argv.length) {
    const word = argv[at] ?? ''
    const name = word.slice(2).split('=')[0] ?? ''
    if (!word.startsWith('--') || !isCommon(name)) break
    const takesNext = commonFlags[name].type === 'string' && !word.includes('=')
    if (takesNext && at + 1 >= argv.length) throw new UsageError(`${word} takes a value; see "claudework help".`)
    leading.push(...argv.slice(at, at + (takesNext ? 2 : 1)))
    at += takesNext ? 2 : 1
  }
  const [verb, ...rest] = argv.slice(at)
  if (verb === undefined && leading.length > 0) throw new UsageError(`Write a command behind ${leading.join(' ').split(/[ =]/)[0] ?? ''}; see "claudework help".`)
  return verb === undefined ? [] : [verb, ...leading, ...rest]
}

// Help is a command of its own there.
function isCommon(name: string): name is keyof typeof commonFlags {
  return name !== 'help' && Object.hasOwn(commonFlags, name)
}
