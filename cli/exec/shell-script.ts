/** Typed into a shell: it becomes one that says `ready`, then takes a script of so many bytes as they are. */
export function openingLine({ ready, scriptBytes }: { ready: string; scriptBytes: number }): string {
  // In octal, so that the line's own echo does not look like the mark.
  return ` exec /bin/sh -c 'stty raw -echo; printf "\\036%s\\036" ${ready}; eval "$(dd bs=1 count=${String(scriptBytes)} 2>/dev/null)"'\r`
}

/**
 * Says `begin`, then runs a command with its output in a pipe, as a script would see it, and ends with its exit code. Its
 * input is the next `inputBytes` of the terminal, or nothing.
 */
export function commandScript({ begin, command, inputBytes }: { begin: string; command: readonly string[]; inputBytes: number }): string {
  // Redirections stand inside the parentheses: dash forgets some of those after them.
  const run = inputBytes > 0
    ? `head -c ${String(inputBytes)} 3>&- 4>&- | ( "$@" 2>&1 3>&- 4>&- )`
    : '( "$@" </dev/null 2>&1 3>&- 4>&- )'
  return [
    `set -- ${command.map(quoted).join(' ')}`,
    `printf '\\036%s\\036' ${begin}`,
    'exec 4>&1',
    `code=$( { { ${run}; echo $? >&3; } | cat >&4; } 3>&1 )`,
    'exit "$code"',
  ].join('\n')
}

/** As one word of a POSIX shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
