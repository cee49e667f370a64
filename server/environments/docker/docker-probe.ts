import { randomBytes } from 'node:crypto'
import type { ContainerCreateOptions } from '../../docker/containers.ts'
import type { Engine } from '../../docker/engine.ts'
import { forbiddenIn, hardened, type Limits } from './hardening.ts'
import { helperLabels } from './labels.ts'
import { networkName, user } from './session-container.ts'

/** What a container of ours says of itself. */
export type Probe = {
  /** A file written to a new volume by the sessions' user. */
  wrote: boolean
  /** What its control group allows: bytes, CPUs, processes; null = no limit, undefined = nothing could be read. */
  memory: number | null | undefined
  cpus: number | null | undefined
  pids: number | null | undefined
  /** It could reach the other probe, on the same network. */
  reachedNeighbour: boolean
}

// Control groups of both versions; "max" is the second's word for no limit, and a number near 2^63 the first's.
const script = `
say() { for file in $2; do if [ -r "$file" ]; then echo "$1 $(cat "$file")"; return; fi; done; }
touch /workspace/probe && echo "wrote yes"
say memory "/sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes"
say pids "/sys/fs/cgroup/pids.max /sys/fs/cgroup/pids/pids.max"
say cpu "/sys/fs/cgroup/cpu.max"
say quota "/sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us"
say period "/sys/fs/cgroup/cpu/cpu.cfs_period_us /sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us"
if [ -n "$NEIGHBOUR" ]; then curl --silent --connect-timeout 2 --max-time 3 "http://$NEIGHBOUR:8000/" || true; echo; fi
`
const neighbour = 'require("http").createServer((question, answer) => answer.end("neighbour reached")).listen(8000, () => console.log("listening"))'
const patienceMs = 60_000

/** Two containers with a session's limits on the sessions' network: what holds them is tried, not read from settings. */
export async function probe(engine: Engine, { image, limits, signingKey }: { image: string; limits: Limits; signingKey: Uint8Array }): Promise<Probe> {
  const name = `claudework-probe-${randomBytes(6).toString('hex')}`
  const volume = `${name}-work`
  const options = (part: string, command: string[], env: string[]): ContainerCreateOptions => ({
    name: `${name}-${part}`, Image: image, User: user, Entrypoint: [command[0] ?? ''], Cmd: command.slice(1), Env: env, Labels: helperLabels('probe', signingKey), AttachStdout: true, AttachStderr: true,
    HostConfig: { ...hardened(limits), NetworkMode: networkName, Mounts: part === 'asks' ? [{ Type: 'volume', Source: volume, Target: '/workspace' }] : [] },
  })
  const made: string[] = []
  const make = async (what: ContainerCreateOptions): Promise<string> => {
    const wrong = forbiddenIn(what)
    if (wrong !== null) throw new Error(`a probe must not have ${wrong}`)
    const id = await engine.containers.create(what)
    made.push(id)
    return id
  }
  await engine.volumes.create({ name: volume, labels: helperLabels('probe', signingKey) })
  try {
    const other = await make(options('listens', ['node', '-e', neighbour], []))
    await listening(engine, other)
    const address = (await engine.containers.inspect(other))?.NetworkSettings.Networks[networkName]?.IPAddress ?? ''
    const asking = await make(options('asks', ['/bin/sh', '-c', script], [`NEIGHBOUR=${address}`]))
    return readProbe(await wordsOf(engine, asking))
  } finally {
    for (const id of made) await engine.containers.remove(id)
    await engine.volumes.remove(volume)
  }
}

async function listening(engine: Engine, id: string): Promise<void> {
  const up = Promise.withResolvers<undefined>()
  const attachment = await engine.containers.attach(id, (_stream, bytes) => { if (bytes.toString('utf8').includes('listening')) up.resolve(undefined) })
  await engine.containers.start(id)
  await Promise.race([up.promise, attachment.ended])
  attachment.detach()
}

async function wordsOf(engine: Engine, id: string): Promise<string> {
  let words = ''
  const attachment = await engine.containers.attach(id, (_stream, bytes) => { words = (words + bytes.toString('utf8')).slice(-4_096) })
  await engine.containers.start(id)
  await engine.containers.wait(id, { deadline: patienceMs })
  await attachment.ended
  return words
}

export function readProbe(words: string): Probe {
  const value = (name: string): string | undefined => new RegExp(`^${name} (.+)$`, 'm').exec(words)?.[1]
  const limit = (text: string | undefined): number | null | undefined => (text === undefined ? undefined : text === 'max' || Number(text) < 0 || Number(text) > 2 ** 60 ? null : Number(text))
  const [quota, period] = value('cpu')?.split(' ') ?? [value('quota'), value('period')]
  const microseconds = limit(quota)
  return {
    wrote: value('wrote') === 'yes',
    memory: limit(value('memory')),
    pids: limit(value('pids')),
    cpus: typeof microseconds === 'number' ? microseconds / Number(period ?? 100_000) : microseconds,
    reachedNeighbour: words.includes('neighbour reached'),
  }
}
