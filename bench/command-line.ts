import { execFileSync } from 'node:child_process'
import { roundsOf } from './rounds.ts'
import { againstFloor, median, type Row } from './row.ts'
import { benchToken, startServer } from './started-server.ts'

const rounds = roundsOf(20)

/** `claudework ls` as a shell runs it, beside curl with the same call, and beside the shortest program for Node that makes it. */
export async function commandLine(): Promise<Row[]> {
  await using server = await startServer()
  const env = { ...process.env, CLAUDEWORK_URL: server.url, CLAUDEWORK_TOKEN: benchToken }
  const ours = (): void => { execFileSync(process.execPath, ['bin/claudework.cjs', 'ls', '--json'], { env }) }
  const curl = (): void => { execFileSync('curl', ['-sS', '-H', `Authorization: Bearer ${benchToken}`, `${server.url}/trpc/sessions.list`]) }
  const node = (): void => { execFileSync(process.execPath, ['-e', `fetch('${server.url}/trpc/sessions.list', { headers: { authorization: 'Bearer ${benchToken}' } }).then((answer) => answer.json())`]) }
  const taken = { ours: [] as number[], floor: [] as number[], again: [] as number[], node: [] as number[], nodeAgain: [] as number[] }
  const measure = (work: () => void): number => {
    const begun = performance.now()
    work()
    return performance.now() - begun
  }
  ours()
  curl()
  node()
  // In turns, so that what else the machine does falls on all alike.
  for (let round = 0; round < rounds; round++) {
    taken.floor.push(measure(curl))
    taken.ours.push(measure(ours))
    taken.again.push(measure(curl))
    taken.node.push(measure(node))
    taken.nodeAgain.push(measure(node))
  }
  const typed = median(taken.ours)
  return [
    againstFloor({ id: 'ls', what: 'claudework ls --json, beside curl', unit: 'ms', ours: typed, floor: median(taken.floor), again: median(taken.again), target: 3 }),
    againstFloor({ id: 'ls node', what: 'the same, beside node -e "fetch(...)"', unit: 'ms', ours: typed, floor: median(taken.node), again: median(taken.nodeAgain), target: 1 }),
  ]
}
