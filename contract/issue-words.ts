import type { $ZodRawIssue } from 'zod/v4/core'

type Sizes = { origin: string; inclusive?: boolean }

const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries', set: ' entries', file: ' bytes' }

/** What is wrong with an input in a person's words, without a full stop; undefined = zod says it well itself. */
export function issueInWords(issue: $ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'too_big':
      return `${issue.inclusive === false ? 'Less than' : 'At most'} ${amount(issue, issue.maximum)}`
    case 'too_small':
      if (issue.minimum === 1 && units[issue.origin] !== undefined) return 'This must not be empty'
      return `${issue.inclusive === false ? 'More than' : 'At least'} ${amount(issue, issue.minimum)}`
    case 'invalid_type':
      return issue.input === undefined ? 'Missing' : `This has to be ${typeInWords(issue.expected)}`
    case 'invalid_value':
      return `This has to be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`
    case 'unrecognized_keys':
      return `Unknown field${issue.keys.length > 1 ? 's' : ''} ${issue.keys.map((key) => `"${key.slice(0, 40)}"`).join(', ')}; see the API for those there are`
    case 'invalid_union':
      return Array.isArray(issue.options) ? `This has to be one of ${issue.options.map(String).join(', ')}` : undefined
    case 'invalid_key':
      return issue.issues[0]?.message
    case 'custom':
    case 'invalid_element':
    case 'invalid_format':
    case 'not_multiple_of':
      return undefined
  }
}

const amount = ({ origin }: Sizes, limit: number | bigint): string => `${String(limit)}${units[origin] ?? ''}`

function typeInWords(expected: string): string {
  if (expected === 'int') return 'a whole number'
  if (expected === 'record') return 'an object'
  return `${/^[aeio]/.test(expected) ? 'an' : 'a'} ${expected}`
}
