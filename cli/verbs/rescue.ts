import { createWriteStream, rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { confirm } from '../ask.ts'
import { findEnvironment } from '../environment-reference.ts'
import { Failure, UsageError } from '../failure.ts'
import { print } from '../io.ts'
import { table } from '../table.ts'
import { ago } from '../time.ts'
import { defineVerb, type Invocation, type PlainClient } from '../verb.ts'

const rescueFlags = {
  env: { type: 'string', short: 'e', value: 'environment', help: 'of restore: where the new session runs; where it came from, where left out' },
  yes: { type: 'boolean', short: 'y', help: 'of remove: do not ask on a terminal' },
} as const

type Call = Invocation<typeof rescueFlags>
type Rescue = Awaited<ReturnType<PlainClient['rescues']['list']['query']>>[number]

const usage = '[list | restore <rescue> | download <rescue> <file> | remove <rescue>]'

export const rescue = defineVerb({
  name: 'rescue',
  summary: 'what was kept of deleted sessions: list it, make a session of it again, fetch it, remove it',
  usage,
  args: { min: 0, max: 3 },
  flags: rescueFlags,
  details: ['A rescue is given by its id, the beginning of its id, or the name of its session where there is one of that name. "download" writes a tar archive.'],
  examples: ['claudework rescue', 'claudework rescue restore shop --env DOCKER'],
  async run(call) {
    const { args: [action = 'list', reference, file], io, flags, api } = call
    if (action === 'list' && reference === undefined) return list(call)
    if (reference === undefined || !['restore', 'download', 'remove'].includes(action) || (file !== undefined) !== (action === 'download')) throw new UsageError(`Usage: claudework rescue ${usage}.`)
    const say = (answer: unknown, sentence: string): Promise<void> => print(io.stdout, flags.json ? `${JSON.stringify(answer, null, 2)}\n` : `${sentence}\n`)
    const { id, name } = await find(api(), reference)
    switch (action) {
      case 'restore': {
        const environmentId = flags.env === undefined ? undefined : (await findEnvironment(api(), flags.env)).id
        const session = await api().rescues.restore.mutate(environmentId === undefined ? { id } : { id, environmentId })
        await say(session, session.id)
        return 0
      }
      case 'remove':
        await confirm(`Remove what was kept of "${name}"?`, { io, yes: flags.yes ?? false, otherwise: 'Nothing was removed.' })
        await say(await api().rescues.remove.mutate({ id }), `${name}: removed`)
        return 0
      case 'download':
        await download(call, id, file ?? '')
        await say({ file }, `${name}: written to ${file ?? ''}`)
        return 0
      default: throw new UsageError(`Usage: claudework rescue ${usage}.`)
    }
  },
})

async function list({ io, flags, api }: Call): Promise<number> {
  const all = await api().rescues.list.query()
  if (flags.json) await print(io.stdout, `${JSON.stringify(all, null, 2)}\n`)
  else {
    const rows = all.map(({ id, name, branch, bytes, createdAt, expiresAt }) => [id.slice(0, 8), name, branch ?? '-', `${(bytes / 1024 / 1024).toFixed(1)} MiB`, ago(createdAt, Date.now()), expiresAt.slice(0, 10)])
    await print(io.stdout, table([['ID', 'NAME', 'BRANCH', 'SIZE', 'AGE', 'KEPT UNTIL'], ...rows]))
  }
  return 0
}

async function find(api: PlainClient, reference: string): Promise<Rescue> {
  const all = await api.rescues.list.query()
  const found = [all.filter(({ id }) => id === reference), all.filter(({ name }) => name === reference), all.filter(({ id }) => reference.length >= 4 && id.startsWith(reference))].find((some) => some.length > 0) ?? []
  const [first] = found
  if (!first) throw new Failure(`There is no rescue "${reference}"; see "claudework rescue".`)
  if (found.length > 1) throw new Failure(`"${reference}" could be any of ${found.map(({ id, createdAt }) => `${id.slice(0, 8)} (${createdAt})`).join(', ')}; give the id.`)
  return first
}

async function download({ api, address }: Call, id: string, file: string): Promise<void> {
  const { url } = await api().rescues.download.mutate({ id })
  // The link names the page's own address; programs reach the server by the one they were given.
  const { pathname, search } = new URL(url, address().url)
  const response = await fetch(new URL(`${pathname}${search}`, address().url), { headers: { authorization: `Bearer ${address().token}` } })
  if (!response.ok || !response.body) throw new Failure(`The rescue could not be fetched: the server answered ${String(response.status)}.`)
  try {
    await pipeline(Readable.fromWeb(response.body as ReadableStream<Uint8Array>), createWriteStream(file, { mode: 0o600, flags: 'wx' }))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw new Failure(`${file} is there already; give another name.`, { cause: error })
    rmSync(file, { force: true })
    throw error
  }
}
