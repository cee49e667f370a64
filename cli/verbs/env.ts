import { findEnvironment } from '../environment-reference.ts'
import { UsageError } from '../failure.ts'
import { print } from '../io.ts'
import { table } from '../table.ts'
import { defineVerb, type Invocation } from '../verb.ts'

export const env = defineVerb({
  name: 'env',
  summary: 'list the environments, check one, or make one the default',
  usage: '[ls | check <environment> | default <environment>]',
  args: { min: 0, max: 2 },
  flags: {},
  details: ['"check" tries everything that sessions there need, and exits with 1 where something is missing.'],
  run(invocation) {
    const [action = 'ls', reference] = invocation.args
    if (action === 'ls' && reference === undefined) return list(invocation)
    if (action === 'check' && reference !== undefined) return check(invocation, reference)
    if (action === 'default' && reference !== undefined) return makeDefault(invocation, reference)
    throw new UsageError('Usage: claudework env [ls | check <environment> | default <environment>].')
  },
})

type Call = Pick<Invocation, 'io' | 'flags' | 'api'>

async function list({ io, flags, api }: Call): Promise<number> {
  const all = await api().environments.list.query()
  if (flags.json) await print(io.stdout, `${JSON.stringify(all, null, 2)}\n`)
  else {
    const rows = all.map(({ id, name, kind, isDefault, ready, reason }) => [id.slice(0, 8), name, kind, isDefault ? 'default' : '', ready ? 'ready' : (reason ?? 'not ready')])
    await print(io.stdout, table([['ID', 'NAME', 'KIND', '', 'READY'], ...rows]))
  }
  return 0
}

async function check({ io, flags, api }: Call, reference: string): Promise<number> {
  const { id } = await findEnvironment(api(), reference)
  const answer = await api().environments.check.mutate({ id })
  if (flags.json) await print(io.stdout, `${JSON.stringify(answer, null, 2)}\n`)
  else await print(io.stdout, table(answer.parts.map(({ what, ok, message, fix }) => [ok ? 'ok' : 'missing', what, [message, ok ? null : fix].filter(Boolean).join(' ')])))
  return answer.ok ? 0 : 1
}

async function makeDefault({ io, flags, api }: Call, reference: string): Promise<number> {
  const { id } = await findEnvironment(api(), reference)
  const updated = await api().environments.update.mutate({ id, isDefault: true })
  await print(io.stdout, flags.json ? `${JSON.stringify(updated, null, 2)}\n` : `${updated.name}: default for new sessions\n`)
  return 0
}
