import { commonFlags, type Description, type Flag } from './verb.ts'

export function overview(verbs: readonly Description[]): string {
  const width = Math.max(...verbs.map(({ name }) => name.length)) + 2
  return [
    'Usage: claudework <command> [options]',
    '',
    ...verbs.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`),
    '',
    '"claudework help <command>" says more. Sessions are given by name, id, or the beginning of an id, 4 characters at least.',
    '',
  ].join('\n')
}

export function verbHelp(verb: Description): string {
  return [
    `Usage: ${usageOf(verb)}`,
    '',
    sentence(verb.summary),
    ...verb.details.flatMap((paragraph) => ['', wrap(paragraph)]),
    ...flagLines('Options', verb.flags),
    ...flagLines('Options of every command', commonFlags),
    ...(verb.examples.length > 0 ? ['', 'Examples:', ...verb.examples.map((example) => `  ${example}`)] : []),
    '',
  ].join('\n')
}

export function usageOf({ name, usage, flags }: Description): string {
  return ['claudework', name, ...(Object.keys(flags).length > 0 ? ['[options]'] : []), ...(usage ? [usage] : [])].join(' ')
}

export function flagText(name: string, { type, short, value }: Flag): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${type === 'string' ? ` <${value ?? 'text'}>` : ''}`
}

export function flagHelp({ help, choices }: Flag): string {
  return choices ? `${help}: ${choices.join(', ')}` : help
}

/** A summary as a sentence of its own. */
export function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`
}

function flagLines(title: string, flags: Readonly<Record<string, Flag>>): string[] {
  const entries = Object.entries(flags)
  if (entries.length === 0) return []
  const width = Math.max(...entries.map(([name, flag]) => flagText(name, flag).length)) + 2
  return ['', `${title}:`, ...entries.map(([name, flag]) => `  ${flagText(name, flag).padEnd(width)}${flagHelp(flag)}`)]
}

function wrap(paragraph: string, width = 90): string {
  const lines: string[] = []
  let line = ''
  for (const word of paragraph.split(' ')) {
    if (line && line.length + word.length + 1 > width) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line].join('\n')
}
