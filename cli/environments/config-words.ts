import { readFileSync } from 'node:fs'
import { UsageError } from '../failure.ts'

type Config = Record<string, unknown>

/** An environment's configuration with `name=value` words put into it; `name=` takes a setting out, dots go deeper (`env.HTTP_PROXY=...`). */
export function withWords(config: Config, words: readonly string[]): Config {
  return words.reduce((made, word) => {
    const [, name = '', value = ''] = /^([A-Za-z][\w.-]*)=(.*)$/s.exec(word) ?? []
    if (name === '') throw new UsageError(`--set takes name=value, such as memoryMiB=4096; it is "${word}".`)
    return set(made, name.split('.'), value)
  }, config)
}

/** A value is JSON where it reads as JSON (numbers, true, null, objects), else text; variables are always text. `@file` is what the file holds. */
function set(config: Config, [name = '', ...rest]: string[], value: string): Config {
  const { [name]: before, ...others } = config
  if (rest.length > 0) {
    const inner = set(isConfig(before) ? before : {}, rest, value)
    return Object.keys(inner).length === 0 ? others : { ...others, [name]: name === 'env' ? texts(inner) : inner }
  }
  return value === '' ? others : { ...others, [name]: parsed(value) }
}

function parsed(value: string): unknown {
  if (value.startsWith('@')) return readFileSync(value.slice(1), 'utf8')
  try {
    return JSON.parse(value)
  } catch {
    // Not JSON: text, as it stands.
    return value
  }
}

function texts(variables: Config): Config {
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))
}

function isConfig(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
