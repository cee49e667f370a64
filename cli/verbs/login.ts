import { createPlainClient } from '../../client/plain-client.ts'
import { printAnswer } from '../answer.ts'
import { Failure, UsageError } from '../failure.ts'
import { print, readAll, type Io } from '../io.ts'
import { nodeRequest } from '../node-request.ts'
import { readServers, serversFile, writeServers } from '../remembered-servers.ts'
import { checkedUrl, serverAddress } from '../server-address.ts'
import { table } from '../table.ts'
import { defineVerb } from '../verb.ts'

export const login = defineVerb({
  name: 'login',
  summary: 'print a sign-in link for a browser, or remember a server for this program',
  flags: {
    name: { type: 'string', short: 'n', value: 'name', help: 'remember the server of --url under this name, with its token' },
    default: { type: 'boolean', help: 'with --name: the one that is meant where none is named' },
    list: { type: 'boolean', help: 'list the servers that are remembered' },
    forget: { type: 'string', value: 'name', help: 'forget one' },
  },
  details: [
    'Without options it prints a link that signs one browser in, within five minutes.',
    'With --name the token is taken from --token, from CLAUDEWORK_TOKEN, or from standard input, and tried before it is stored in ~/.config/claudework/servers.json, which only you can read.',
  ],
  examples: ['claudework login', 'claudework login --name box --url https://box.example.net < token'],
  run({ io, flags, api }) {
    if (flags.list) return list(io, flags.json ?? false)
    if (flags.forget !== undefined) return forget(io, flags.forget)
    if (flags.name !== undefined) return remember(io, { name: flags.name, url: flags.url, token: flags.token, isDefault: flags.default ?? false })
    return api().auth.createCode.mutate().then(async (code) => {
      await printAnswer({ io, flags }, code, `${code.url}\n`)
      return 0
    })
  },
})

async function list(io: Io, json: boolean): Promise<number> {
  const { servers, default: byDefault } = readServers(io.env)
  // Never the tokens.
  const listed = Object.entries(servers).map(([name, { url }]) => ({ name, url, isDefault: name === byDefault }))
  if (listed.length === 0 && !json) await print(io.stderr, 'None is remembered yet; see "claudework help login".\n')
  await printAnswer({ io, flags: { json } }, listed, table(listed.map(({ name, url, isDefault }) => [name, url, isDefault ? 'default' : ''])))
  return 0
}

async function forget(io: Io, name: string): Promise<number> {
  const { servers, default: byDefault } = readServers(io.env)
  if (!servers[name]) throw new Failure(`No claudework is remembered as "${name}".`)
  const { [name]: _forgotten, ...rest } = servers
  writeServers(io.env, { servers: rest, default: byDefault === name ? null : byDefault })
  await print(io.stdout, `${name}: forgotten\n`)
  return 0
}

async function remember(io: Io, { name, url, token, isDefault }: { name: string; url: string | undefined; token: string | undefined; isDefault: boolean }): Promise<number> {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) throw new UsageError(`A name has letters, digits, dots, dashes and underscores; this is "${name}".`)
  if (url === undefined) throw new UsageError(`Say which server is remembered as "${name}": claudework login --name ${name} --url <url>.`)
  const chosen = checkedUrl(url)
  const known = token ?? (await tokenFor(io, chosen))
  if (known === '') throw new UsageError('Give the token with --token, in CLAUDEWORK_TOKEN or on standard input.')
  // A wrong token is refused now rather than at its first use.
  await createPlainClient({ url: chosen, token: known }, nodeRequest).sessions.list.query()
  const before = readServers(io.env)
  writeServers(io.env, { servers: { ...before.servers, [name]: { url: chosen, token: known } }, default: isDefault ? name : before.default })
  await print(io.stdout, `${name}: remembered in ${serversFile(io.env)}\n`)
  return 0
}

async function tokenFor({ env, stdin }: Io, url: string): Promise<string> {
  const given = env['CLAUDEWORK_TOKEN'] ?? ''
  if (given !== '') return given
  if (stdin.isTTY) return serverAddress({ url, token: undefined, server: undefined }, env).token
  return (await readAll(stdin)).toString().trim()
}
