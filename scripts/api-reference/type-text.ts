import { refPrefix, type Schema } from './json-schema.ts'

export type Notation = {
  indent?: string
  /** What a caller gives may be undefined where it may be left out. */
  input?: boolean
}

/** A schema in TypeScript's notation, with what it says beyond the type as comments. */
export function typeText(schema: Schema, notation: Notation = {}): string {
  if (schema.$ref !== undefined) return schema.$ref.slice(refPrefix.length)
  if (schema.enum) return schema.enum.map((value) => literal(value)).join(' | ')
  if ('const' in schema) return literal(schema.const ?? null)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return [...new Set(choices.map((choice) => typeText(choice, notation)))].join(' | ')
  if (schema.format === 'binary') return 'Uint8Array'
  switch (schema.type) {
    case 'integer': return 'number'
    case 'array': {
      const item = typeText(schema.items ?? {}, notation)
      return item.includes(' | ') ? `(${item})[]` : `${item}[]`
    }
    case 'object': return objectText(schema, notation)
    case undefined: return 'unknown'
    default: return typeof schema.type === 'string' ? schema.type : schema.type.join(' | ')
  }
}

function objectText({ properties = {}, required = [], additionalProperties }: Schema, { indent = '', input = false }: Notation): string {
  const inner = `${indent}  `
  const lines = Object.entries(properties).flatMap(([name, schema]) => {
    const comment = [schema.description, bounds(schema)].filter(Boolean).join(' ')
    return [
      ...(comment ? [`${inner}/** ${comment.replaceAll('*/', '* /')} */`] : []),
      `${inner}${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeText(schema, { indent: inner, input })}${input && !required.includes(name) ? ' | undefined' : ''}`,
    ]
  })
  if (typeof additionalProperties === 'object') lines.push(`${inner}[name: string]: ${typeText(additionalProperties, { indent: inner, input })}`)
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`
}

/** What a schema demands beyond its type, in words. */
function bounds(schema: Schema): string {
  const { minLength, maxLength, minItems, maxItems, minimum, maximum } = schema.anyOf?.find(({ type }) => type !== 'null') ?? schema
  return [
    between(minLength, maxLength, 'characters'),
    between(minItems, maxItems, 'items'),
    between(minimum, maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum, ''),
  ].filter(Boolean).join(' ')
}

function between(low: number | undefined, high: number | undefined, unit: string): string {
  const words = unit === '' ? '' : ` ${unit}`
  if (low !== undefined && high !== undefined) return `${count(low)} to ${count(high)}${words}.`
  if (high !== undefined) return `At most ${count(high)}${words}.`
  return low === undefined || (low === 0 && unit === '') || low === Number.MIN_SAFE_INTEGER ? '' : `At least ${count(low)}${words}.`
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}

function literal(value: string | number | boolean | null): string {
  return typeof value === 'string' ? `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'` : String(value)
}
