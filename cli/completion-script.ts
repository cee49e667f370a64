import { commonFlags, type Description, type Flag } from './verb.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** A script that completes commands, options, their values and the names of sessions. */
export function completionScript(shell: Shell, verbs: readonly Description[]): string {
  switch (shell) {
    case 'bash': return bash(verbs)
    case 'zsh': return `autoload -U +X compinit bashcompinit && compinit && bashcompinit\n${bash(verbs)}`
    case 'fish': return fish(verbs)
  }
}

function bash(verbs: readonly Description[]): string {
  const names = verbs.map(({ name }) => name).join(' ')
  const cases = verbs.flatMap((verb) => [
    ...flagsOf(verb).flatMap(([flag, { choices }]) => (choices ? [`    ${verb.name}:--${flag}) words="${choices.join(' ')}" ;;`] : [])),
    `    ${verb.name}:*) words="$([[ $word == -* ]] && echo "${flagsOf(verb).map(([flag]) => `--${flag}`).join(' ')}"${bashArguments(verb, names)})" ;;`,
  ])
  return `_claudework() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  if [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY=($(compgen -W "${names}" -- "$word")); return; fi
  case "\${COMP_WORDS[1]}:$before" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _claudework claudework
`
}

function bashArguments({ completes }: Description, names: string): string {
  // What is no word of ours may be a file: bash sees to those by itself.
  if (typeof completes !== 'string') return ` || { [[ $COMP_CWORD -eq 2 ]] && echo "${completes.join(' ')}"; }`
  switch (completes) {
    case 'sessions': return ' || claudework ls --words 2>/dev/null'
    case 'verbs': return ` || echo "${names}"`
    case 'files':
    case 'nothing': return ''
  }
}

function fish(verbs: readonly Description[]): string {
  const lines = ['complete -c claudework -f']
  for (const { name, summary } of verbs) lines.push(`complete -c claudework -n __fish_use_subcommand -a ${name} -d ${fishQuoted(summary)}`)
  for (const verb of verbs) {
    const here = `complete -c claudework -n '__fish_seen_subcommand_from ${verb.name}'`
    if (verb.completes === 'sessions') lines.push(`${here} -a '(claudework ls --words 2>/dev/null)'`)
    if (verb.completes === 'files') lines.push(`${here} -F`)
    if (typeof verb.completes !== 'string') {
      const words = verb.completes.join(' ')
      lines.push(`complete -c claudework -n '__fish_seen_subcommand_from ${verb.name}; and not __fish_seen_subcommand_from ${words}' -a ${fishQuoted(words)}`)
    }
    if (verb.completes === 'verbs') lines.push(`${here} -a ${fishQuoted(verbs.map(({ name }) => name).join(' '))}`)
    for (const [flag, { type, short, choices, help }] of flagsOf(verb)) {
      const values = type === 'boolean' ? '' : choices ? ` -x -a ${fishQuoted(choices.join(' '))}` : ' -x'
      lines.push(`${here} -l ${flag}${short === undefined ? '' : ` -s ${short}`}${values} -d ${fishQuoted(help)}`)
    }
  }
  return `${lines.join('\n')}\n`
}

function flagsOf({ flags }: Description): [string, Flag][] {
  return Object.entries({ ...flags, ...commonFlags })
}

function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
