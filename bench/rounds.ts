const option = '--rounds='

/** How many rounds a figure takes: what it needs to be sound, or fewer where `--rounds=N` asks for a quick look. */
export function roundsOf(sound: number): number {
  const asked = process.argv.find(isRounds)
  return asked === undefined ? sound : Math.min(sound, Math.max(1, Number(asked.slice(option.length)) || 1))
}

/**
 * Lets each do its work once in every round, in the order given, so that what else the machine does falls on all alike; a floor that is
 * given twice says how much of a difference is the machine's own. Answers what each has come to, round by round.
 */
export async function inTurns<Name extends string, Result>(rounds: number, works: Record<Name, () => Result | Promise<Result>>): Promise<Record<Name, Result[]>> {
  const names = Object.keys(works) as Name[]
  const taken = Object.fromEntries(names.map((name): [Name, Result[]] => [name, []])) as Record<Name, Result[]>
  for (let round = 0; round < rounds; round++) {
    for (const name of names) taken[name].push(await works[name]())
  }
  return taken
}

/** How long a work takes, in milliseconds. */
export async function timed(work: () => unknown): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

export function isRounds(argument: string): boolean {
  return argument.startsWith(option)
}
