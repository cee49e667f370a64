import { createWriteStream, rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { defineActions } from '../actions.ts'
import { printAnswer } from '../answer.ts'
import { confirm } from '../ask.ts'
import { findEnvironment } from '../environment-reference.ts'
import { Failure } from '../failure.ts'
import { print } from '../io.ts'
import { table } from '../table.ts'
import { ago } from '../time.ts'
import type { Invocation, PlainClient } from '../verb.ts'

const rescueFlags = {
  env: { type: 'string', short: 'e', value: 'environment', help: 'of restore: where the new session runs; where it came from, where left out' },
  yes: { type: 'boolean', short: 'y', help: 'of remove: do not ask on a terminal' },
} as const

type Call = Invocation<typeof rescueFlags>
type Rescue = Awaited<ReturnType<PlainClient['rescues']['list']['query']>>[number]

const rescueArgument = '<rescue>'

export const rescue = defineActions({
  name: 'rescue',
  summary: 'what was kept of deleted sessions: list it, make a session of it again, fetch it, remove it',
  flags: rescueFlags,
  details: ['A rescue is given by its id, the beginning of its id, or the name of its session where there is one of that name. "download" writes a tar archive.'],
  examples: ['claudework rescue', 'claudework rescue restore shop --env DOCKER'],
  otherwise: 'list',
  actions: {
    list: { run: list },
    restore: {
      takes: [rescueArgument],
      async run(call, reference: string) {
        const { flags, api } = call
        const { id } = await find(api(), reference)
        const environmentId = flags.env === undefined ? undefined : (await findEnvironment(api(), flags.env)).id
        const session = await api().rescues.restore.mutate(environmentId === undefined ? { id } : { id, environmentId })
        await printAnswer(call, session, `${session.id}\n`)
        return 0
      },
    },
    download: {
      takes: [rescueArgument, '<file>'],
      async run(call, reference: string, file: string) {
        const { id, name } = await find(call.api(), reference)
        await download(call, id, file)
        await printAnswer(call, { file }, `${name}: written to ${file}\n`)
        return 0
      },
    },
    remove: {
      takes: [rescueArgument],
      async run(call, reference: string) {
        const { io, flags, api } = call
        const { id, name } = await find(api(), reference)
        await confirm(`Remove what was kept of "${name}"?`, { io, yes: flags.yes ?? false, otherwise: 'Nothing was removed.' })
        await printAnswer(call, await api().rescues.remove.mutate({ id }), `${name}: removed\n`)
        return 0
      },
    },
  },
})

async function list(call: Call): Promise<number> {
  const all = await call.api().rescues.list.query()
  if (all.length === 0 && !call.flags.json) {
    await print(call.io.stderr, 'There are no rescues; deleting a session keeps one of its work.\n')
    return 0
  }
  const rows = all.map(({ id, name, branch, bytes, createdAt, expiresAt }) => [id.slice(0, 8), name, branch ?? '-', sizeOf(bytes), ago(createdAt, Date.now()), expiresAt.slice(0, 10)])
  await printAnswer(call, all, table([['ID', 'NAME', 'BRANCH', 'SIZE', 'AGE', 'KEPT UNTIL'], ...rows]))
  return 0
}

function sizeOf(bytes: number): string {
  return bytes < 1024 ** 2 ? `${String(Math.ceil(bytes / 1024))} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`
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
