import { defineActions } from '../actions.ts'
import { printAnswer } from '../answer.ts'
import { confirm } from '../ask.ts'
import { findEnvironment, type ListedEnvironment } from '../environment-reference.ts'
import { withWords } from '../environments/config-words.ts'
import { UsageError } from '../failure.ts'
import { table } from '../table.ts'
import type { Invocation, PlainClient } from '../verb.ts'

const envFlags = {
  kind: { type: 'string', choices: ['HOST', 'DOCKER'], value: 'kind', help: 'of create: where its sessions run; DOCKER where left out' },
  name: { type: 'string', short: 'n', value: 'name', help: 'of update: a new name' },
  set: { type: 'string', short: 's', multiple: true, value: 'name=value', help: 'of create and update: a setting, as often as needed; "name=" takes it out, "name=@file" reads it from a file' },
  default: { type: 'boolean', help: 'of create and update: the default for new sessions' },
  yes: { type: 'boolean', short: 'y', help: 'of remove: do not ask on a terminal' },
} as const

type Call = Invocation<typeof envFlags>

const environmentArgument = '<environment>'

export const env = defineActions({
  name: 'env',
  summary: 'list, make, change, check and remove environments',
  flags: envFlags,
  details: [
    'An environment is given by its id, its name, or its kind where there is one of that kind.',
    '"check" tries everything that sessions there need, and exits with 1 where something is missing.',
    'Settings are those of docs/API.md, environments.create; values are JSON where they read as JSON, else text.',
  ],
  examples: [
    'claudework env create build-box --set engine.type=ssh --set engine.host=build.example.net --set memoryMiB=8192',
    'claudework env update DOCKER --set env.HTTPS_PROXY=http://proxy:3128 --set cpus= --default',
    'claudework env check build-box',
  ],
  otherwise: 'list',
  actions: {
    list: { run: list },
    ls: { quiet: true, run: list },
    show: {
      takes: [environmentArgument],
      run: async (call, reference: string) => printOne(call, await findEnvironment(call.api(), reference)),
    },
    create: {
      takes: ['<name>'],
      async run(call, name: string) {
        const { kind = 'DOCKER', set = [] } = call.flags
        // The server says what is wrong with a setting, and in whose words.
        const config = withWords({}, set)
        const made = await call.api().environments.create.mutate({ name, kind, config } as NewEnvironment)
        return printOne(call, call.flags.default ? await call.api().environments.update.mutate({ id: made.id, isDefault: true }) : made)
      },
    },
    update: {
      takes: [environmentArgument],
      async run(call, reference: string) {
        const { name, set = [], default: isDefault } = call.flags
        const before = await findEnvironment(call.api(), reference)
        if (name === undefined && set.length === 0 && !isDefault) throw new UsageError('Say what is to change, with --name, --set or --default.')
        return printOne(call, await call.api().environments.update.mutate({
          id: before.id,
          ...(name === undefined ? {} : { name }),
          ...(set.length === 0 ? {} : { config: withWords(before.config, set) }),
          ...(isDefault ? { isDefault } : {}),
        }))
      },
    },
    default: {
      takes: [environmentArgument],
      quiet: true,
      async run(call, reference: string) {
        const { id } = await findEnvironment(call.api(), reference)
        return printOne(call, await call.api().environments.update.mutate({ id, isDefault: true }))
      },
    },
    check: {
      takes: [environmentArgument],
      async run(call, reference: string) {
        const { id } = await findEnvironment(call.api(), reference)
        const answer = await call.api().environments.check.mutate({ id })
        await printAnswer(call, answer, table(answer.parts.map(({ what, ok, message, fix }) => [ok ? 'ok' : 'missing', what, [message, ok ? null : fix].filter(Boolean).join(' ')])))
        return answer.ok ? 0 : 1
      },
    },
    remove: {
      takes: [environmentArgument],
      async run(call, reference: string) {
        const { io, flags, api } = call
        const { id, name } = await findEnvironment(api(), reference)
        await confirm(`Remove the environment "${name}"?`, { io, yes: flags.yes ?? false, otherwise: 'Nothing was removed.' })
        await printAnswer(call, await api().environments.remove.mutate({ id }), `${name}: removed\n`)
        return 0
      },
    },
  },
})

type NewEnvironment = Parameters<PlainClient['environments']['create']['mutate']>[0]

async function list(call: Call): Promise<number> {
  const all = await call.api().environments.list.query()
  const rows = all.map(({ id, name, kind, isDefault, ready, reason }) => [id.slice(0, 8), name, kind, isDefault ? 'default' : '', ready ? 'ready' : (reason ?? 'not ready')])
  await printAnswer(call, all, table([['ID', 'NAME', 'KIND', '', 'READY'], ...rows]))
  return 0
}

async function printOne(call: Call, environment: ListedEnvironment): Promise<number> {
  const { id, name, kind, isDefault, ready, reason, config } = environment
  const settings = Object.entries(config).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)])
  await printAnswer(call, environment, table([['id', id], ['name', name], ['kind', kind], ['default', isDefault ? 'yes' : 'no'], ['ready', ready ? 'yes' : (reason ?? 'no')], ...settings]))
  return 0
}
