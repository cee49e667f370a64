import { createClient } from '../../client/client.ts'
import { agentNames, permissionModes, type CreateSession } from '../../contract/session.ts'
import { checkRepoUrl } from '../../contract/repo-url.ts'
import { printAnswer } from '../answer.ts'
import { confirm } from '../ask.ts'
import { followCreation } from '../creation.ts'
import { findEnvironment } from '../environment-reference.ts'
import { Failure, UsageError } from '../failure.ts'
import { defineVerb, type Invocation } from '../verb.ts'

const newFlags = {
  name: { type: 'string', short: 'n', value: 'name', help: "its name; the repository's, where left out" },
  branch: { type: 'string', short: 'b', value: 'branch', help: "what to check out; the repository's default, where left out" },
  'new-branch': { type: 'string', value: 'branch', help: 'a branch to make from it' },
  env: { type: 'string', short: 'e', value: 'environment', help: 'where it runs, by name, kind or id' },
  agent: { type: 'string', short: 'a', choices: agentNames, value: 'agent', help: 'what runs in it' },
  prompt: { type: 'string', short: 'p', value: 'text', help: 'the first prompt' },
  'permission-mode': { type: 'string', choices: permissionModes, value: 'mode', help: 'what the agent may do unasked' },
  'accept-bypass': { type: 'boolean', help: 'yes: without a container, bypassPermissions may do anything that I can do on its machine' },
  'idle-timeout': { type: 'string', value: 'minutes', help: 'stop it when idle for so long; "never" for never' },
  wait: { type: 'boolean', short: 'w', help: 'wait until it runs, with progress on stderr' },
} as const

export const create = defineVerb({
  name: 'new',
  summary: 'make a session from a repository',
  usage: '<repository> [-- command...]',
  args: { min: 1, max: Infinity },
  flags: newFlags,
  details: [
    'Prints the id. Without --wait it returns at once, while the clone is being made; with it, it fails with the reason where the session does not come to run.',
    'What follows "--" is the command of --agent command.',
  ],
  examples: ['claudework new https://github.com/acme/shop.git --branch main --wait', 'claudework new git@github.com:acme/shop.git --agent shell --env HOST'],
  async run(invocation) {
    const { io, flags: { wait, json }, address } = invocation
    const created = await createAsked(invocation, await inputOf(invocation))
    if (!wait) {
      await printAnswer({ io, flags: { json } }, created, `${created.id}\n`)
      return 0
    }
    const client = createClient(address())
    try {
      const session = await followCreation(client, created.id, io.stderr)
      await printAnswer({ io, flags: { json } }, session, `${session.id}\n`)
      if (session.status !== 'running') throw new Failure(`${session.name} is in ${session.status}: ${session.statusReason ?? 'no reason is known'}`)
      return 0
    } finally {
      await client.close()
    }
  },
})

type New = Invocation<typeof newFlags>

/** Creates it; where the server wants a yes first, a person at a terminal is asked for it. */
async function createAsked({ io, api }: New, input: CreateSession) {
  try {
    return await api().sessions.create.mutate(input)
  } catch (error) {
    const wantsYes = error instanceof Error && error.message.includes('`acceptBypass')
    if (!wantsYes || !io.stdin.isTTY || !io.stderr.isTTY) throw error
    await confirm('Without a container around it, the agent may do anything that you can do on its machine, and asks nothing. Go on?', { io, yes: false, otherwise: 'Nothing was made.' })
    return api().sessions.create.mutate({ ...input, acceptBypass: true })
  }
}

async function inputOf({ args, flags, api }: New): Promise<CreateSession> {
  const [repoUrl = '', ...command] = args
  if (command.length > 0 && flags.agent !== 'command') throw new UsageError(`"${command.join(' ')}" goes with --agent command; else give the repository alone.`)
  const url = checkRepoUrl(repoUrl)
  if (!url.ok) throw new UsageError(url.problem)
  return {
    name: flags.name ?? nameOf(repoUrl),
    repoUrl,
    ...(flags.branch === undefined ? {} : { branch: flags.branch }),
    ...(flags['new-branch'] === undefined ? {} : { newBranch: flags['new-branch'] }),
    ...(flags.env === undefined ? {} : { environmentId: (await findEnvironment(api(), flags.env)).id }),
    ...(flags.agent === undefined ? {} : { agent: agentNames.find((known) => known === flags.agent) }),
    ...(command.length === 0 ? {} : { command }),
    ...(flags.prompt === undefined ? {} : { prompt: flags.prompt }),
    ...(flags['permission-mode'] === undefined ? {} : { permissionMode: permissionModes.find((known) => known === flags['permission-mode']) }),
    ...(flags['accept-bypass'] ? { acceptBypass: true } : {}),
    ...(flags['idle-timeout'] === undefined ? {} : { idleTimeoutMinutes: minutes(flags['idle-timeout']) }),
  }
}

function minutes(text: string): number | null {
  if (text === 'never') return null
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`--idle-timeout takes minutes or "never"; it is "${text}".`)
  return value
}

/** The last part of a repository's path, without `.git`. */
export function nameOf(repoUrl: string): string {
  return /([^/:]+?)(?:\.git)?\/*$/.exec(repoUrl)?.[1] ?? repoUrl
}
