/** Typed into a shell: it becomes one that says `ready`, then takes a script of so many bytes as they are. */
export function openingLine({ ready, scriptBytes }: { ready: string; scriptBytes: number }): string {
  // In octal, so that the line's own echo does not look like the mark.
  return ` exec /bin/sh -c 'stty raw -echo; printf "\\036%s\\036" ${ready}; eval "$(dd bs=1 count=${String(scriptBytes)} 2>/dev/null)"'\r`
}

/** Typed into a shell: it becomes one that says `ready` and its terminal's device, and ends after one more line. */
export function waitingLine(ready: string): string {
  return ` exec /bin/sh -c 'stty raw -echo; printf "\\036%s\\036%s\\036" ${ready} "$(tty)"; read -r _'\r`
}

/**
 * Says `begin`, then runs a command with its output in a pipe, as a script would see it, and ends with its exit code. Its
 * errors go through a pipe to `errorDevice`, or where the output goes. Its input is the next `inputBytes` of the terminal, or nothing.
 */
export function commandScript({ begin, command, inputBytes, errorDevice }: { begin: string; command: readonly string[]; inputBytes: number; errorDevice: string | null }): string {
  // Redirections stand inside the parentheses: dash forgets some of those after them. 3 takes the exit code, 4 the output, 5 the
  // errors; 6 is the pipe of the output, from inside the pipe of the errors.
  const own = '3>&- 4>&- 5>&- 6>&-'
  const errors = errorDevice === null ? '2>&1' : '2>&1 >&6'
  const run = inputBytes > 0 ? `head -c ${String(inputBytes)} ${own} | ( "$@" ${errors} ${own} )` : `( "$@" </dev/null ${errors} ${own} )`
  const told = `{ ${run}; echo $? >&3; }`
  const piped = errorDevice === null ? told : `{ ${told} | cat >&5; } 6>&1`
  return [
    `set -- ${command.map(quoted).join(' ')}`,
    ...(errorDevice === null ? [] : [`exec 5>${quoted(errorDevice)}`]),
    `printf '\\036%s\\036' ${begin}`,
    'exec 4>&1',
    `code=$( { ${piped} | cat >&4; } 3>&1 )`,
    'exit "$code"',
  ].join('\n')
}

/** As one word of a POSIX shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
