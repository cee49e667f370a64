import { execFileSync } from 'node:child_process'
import { inTurns, roundsOf, timed } from './rounds.ts'
import { againstFloor, medians, type Row } from './row.ts'
import { benchToken, startServer } from './started-server.ts'

const rounds = roundsOf(20)

/** `claudework ls` as a shell runs it, beside curl with the same call, and beside the shortest program for Node that makes it. */
export async function commandLine(): Promise<Row[]> {
  await using server = await startServer()
  const env = { ...process.env, CLAUDEWORK_URL: server.url, CLAUDEWORK_TOKEN: benchToken }
  const ours = (): void => { execFileSync(process.execPath, ['bin/claudework.cjs', 'ls', '--json'], { env }) }
  const curl = (): void => { execFileSync('curl', ['-sS', '-H', `Authorization: Bearer ${benchToken}`, `${server.url}/trpc/sessions.list`]) }
  const node = (): void => { execFileSync(process.execPath, ['-e', `fetch('${server.url}/trpc/sessions.list', { headers: { authorization: 'Bearer ${benchToken}' } }).then((answer) => answer.json())`]) }
  ours()
  curl()
  node()
  const taken = medians(await inTurns(rounds, {
    floor: () => timed(curl), ours: () => timed(ours), again: () => timed(curl), node: () => timed(node), nodeAgain: () => timed(node),
  }))
  const { ours: typed, floor, again } = taken
  return [
    againstFloor({ id: 'ls', what: 'claudework ls --json, beside curl', unit: 'ms', ours: typed, floor, again, target: 3 }),
    againstFloor({ id: 'ls node', what: 'the same, beside node -e "fetch(...)"', unit: 'ms', ours: typed, floor: taken.node, again: taken.nodeAgain, target: 1 }),
  ]
}
