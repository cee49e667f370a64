import { isObject } from '../wire/shapes.ts'

/** Characters of one text: enough to recognise a prompt by. */
export const longestText = 1_000
const mostKeys = 40
const mostItems = 4
const deepest = 5
/** Characters of the whole; below what the wire takes. */
const longestPayload = 16_000

/** What a hook said, as JSON with every text, list and object cut to size; null for what is no JSON object, or too much all the same. */
export function shortPayload(body: string): string | null {
  const payload = parse(body)
  if (!isObject(payload)) return null
  const short = JSON.stringify(shortened(payload, 0))
  return short.length <= longestPayload ? short : null
}

function shortened(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.slice(0, longestText).toWellFormed()
  if (Array.isArray(value)) return depth >= deepest ? [] : value.slice(0, mostItems).map((item: unknown) => shortened(item, depth + 1))
  if (!isObject(value)) return value
  if (depth >= deepest) return {}
  return Object.fromEntries(Object.entries(value).slice(0, mostKeys).map(([key, item]) => [key.slice(0, 100), shortened(item, depth + 1)]))
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // Not ours: as good as nothing said.
    return null
  }
}
