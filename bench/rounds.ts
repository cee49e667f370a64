const option = '--rounds='

/** How many rounds a figure takes: what it needs to be sound, or fewer where `--rounds=N` asks for a quick look. */
export function roundsOf(sound: number): number {
  const asked = process.argv.find(isRounds)
  return asked === undefined ? sound : Math.min(sound, Math.max(1, Number(asked.slice(option.length)) || 1))
}

export function isRounds(argument: string): boolean {
  return argument.startsWith(option)
}
