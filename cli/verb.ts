import { parseArgs } from 'node:util'
import { createPlainClient } from '../client/plain-client.ts'
import { UsageError } from './failure.ts'
import type { Io } from './io.ts'
import { nodeRequest } from './node-request.ts'
import { serverAddress, type ServerAddress } from './server-address.ts'

export type Flag = {
  type: 'boolean' | 'string'
  short?: string
  /** What a string flag takes, as help shows it. */
  value?: string
  choices?: readonly string[]
  /** May be given again and again. */
  multiple?: boolean
  help: string
}
export type Flags = Record<string, Flag>
type Values<F extends Flags> = { [K in keyof F]?: F[K]['type'] extends 'boolean' ? boolean : F[K] extends { multiple: true } ? string[] : string }

/** Every verb has these. */
export const commonFlags = {
  json: { type: 'boolean', help: 'print JSON' },
  url: { type: 'string', value: 'url', help: 'the claudework to talk to (CLAUDEWORK_URL)' },
  token: { type: 'string', value: 'token', help: 'its API token (CLAUDEWORK_TOKEN)' },
  server: { type: 'string', value: 'name', help: 'one that "login --name" remembers (CLAUDEWORK_SERVER)' },
  help: { type: 'boolean', short: 'h', help: 'say what the command does' },
} as const satisfies Flags

export type PlainClient = ReturnType<typeof createPlainClient>

export type Invocation<F extends Flags = Flags> = {
  io: Io
  flags: Values<F & typeof commonFlags>
  args: string[]
  address: () => ServerAddress
  /** Plain calls; fails at once where nobody answers. */
  api: () => PlainClient
}

export type Description = {
  name: string
  summary: string
  /** Arguments as help shows them, such as `<session>`. */
  usage: string
  /** How many arguments it takes. */
  args: { min: number; max: number }
  /** What its arguments are, for completion; a list is what its first one can be. */
  completes: 'sessions' | 'verbs' | 'files' | 'nothing' | readonly string[]
  /** Paragraphs for help. */
  details: readonly string[]
  examples: readonly string[]
  flags: Flags
}

export type Verb = Description & { call(argv: readonly string[], io: Io): Promise<number> }

export type Verbs = {
  /** The command of this name, with what it needs and nothing else; null where there is none. */
  find(name: string): Promise<Verb | null>
  /** Every command, in the order that help shows them. */
  all(): Promise<readonly Verb[]>
}

type Spec<F extends Flags> = Pick<Description, 'name' | 'summary'> & Partial<Omit<Description, 'flags'>> & {
  flags: F
  /** Answers the exit code. */
  run: (invocation: Invocation<F>) => Promise<number>
}

export function defineVerb<const F extends Flags>(spec: Spec<F>): Verb {
  const { run, ...rest } = spec
  const description: Description = { usage: '', args: { min: 0, max: 0 }, completes: 'nothing', details: [], examples: [], ...rest }
  return {
    ...description,
    async call(argv, io) {
      const { values, positionals } = parse(description, argv)
      const flags = values as Invocation<F>['flags']
      const address = once(() => serverAddress({ url: text(values['url']), token: text(values['token']), server: text(values['server']) }, io.env))
      return run({ io, flags, args: positionals, address, api: once(() => createPlainClient(address(), nodeRequest)) })
    },
  }
}

function parse(description: Description, argv: readonly string[]): { values: Record<string, Value>; positionals: string[] } {
  const seeHelp = `see "claudework help ${description.name}"`
  const all: Flags = { ...description.flags, ...commonFlags }
  const options = Object.fromEntries(Object.entries(all).map(([name, { type, short, multiple = false }]) => [name, { type, multiple, ...(short === undefined ? {} : { short }) }]))
  let parsed
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new UsageError(`${error.message.split(/\. |\n/)[0]?.replace(/\.$/, '') ?? 'The options make no sense'}; ${seeHelp}.`, { cause: error })
  }
  const { values, positionals } = parsed
  for (const [name, { choices }] of Object.entries(all)) {
    const value = values[name]
    if (!choices || typeof value !== 'string') continue
    // "docker" is as good as "DOCKER".
    const choice = choices.find((one) => one.toLowerCase() === value.toLowerCase())
    if (choice !== undefined) values[name] = choice
    else throw new UsageError(`--${name} takes ${choices.join(', ')}; it is "${value}".`)
  }
  const { min, max } = description.args
  if (positionals.length < min) throw new UsageError(`Usage: claudework ${description.name} ${description.usage}; ${seeHelp}.`)
  if (positionals.length > max) throw new UsageError(`"${positionals[max] ?? ''}" is one argument too many; ${seeHelp}.`)
  return { values, positionals }
}

type Value = string | boolean | (string | boolean)[] | undefined

function text(value: Value): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => (made ??= { value: make() }).value
}
