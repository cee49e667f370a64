const shortest = ['command', 'file_path', 'notebook_path', 'path', 'url', 'pattern', 'query', 'description', 'prompt', 'subject'] as const
const longestSummary = 200

/** What a tool call is about, in one line: its command, its file, its address. Empty where nothing says so. */
export function toolSummary(input: Record<string, unknown>): string {
  const value = shortest.map((key) => input[key]).find((one) => typeof one === 'string' && one.trim() !== '')
  if (typeof value !== 'string') return ''
  const [line = ''] = value.trim().split('\n', 1)
  return line.length > longestSummary || line !== value.trim() ? `${line.slice(0, longestSummary)}…` : line
}

export type DetailLine = { sign: '+' | '-' | ' '; text: string }

/** What a tool was given, as a person reads it: a change as its lines, a command as it is, anything else as JSON. */
export function toolDetail(input: Record<string, unknown>): DetailLine[] {
  const { old_string: before, new_string: after, content, command, ...others } = input
  if (typeof before === 'string' && typeof after === 'string') return [...linesOf('-', before), ...linesOf('+', after)]
  if (typeof content === 'string') return linesOf('+', content)
  if (typeof command === 'string') return linesOf(' ', command)
  const only = Object.values(others)
  if (only.length === 1 && typeof only[0] === 'string') return linesOf(' ', only[0])
  return linesOf(' ', JSON.stringify(input, null, 2))
}

function linesOf(sign: DetailLine['sign'], text: string): DetailLine[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n').map((line) => ({ sign, text: line }))
}
