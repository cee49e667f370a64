// What a page of the documentation tells people to type.
export type FencedBlock = {
  language: string
  text: string
  /** Line of the page where the block begins. */
  line: number
  /** The paragraph before it, or the block itself, says that no test runs it. */
  marked: boolean
}

export type DocumentedCommand = { command: string; line: number; marked: boolean }

/** The words that readers see where no test runs what stands there. */
const mark = /not run by/i

export function fencedBlocks(markdown: string): FencedBlock[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map((found) => {
    const before = markdown.slice(0, found.index)
    const paragraph = before.trimEnd().split(/\n\s*\n/).at(-1) ?? ''
    const [, language = '', text = ''] = found
    return { language, text, line: before.split('\n').length, marked: mark.test(paragraph) }
  })
}

/** The commands of a shell block, each as it stands there: without comments, with the lines that continue it. */
export function commandsOf(block: FencedBlock): DocumentedCommand[] {
  const commands: DocumentedCommand[] = []
  let begun: DocumentedCommand | null = null
  for (const [index, text] of block.text.split('\n').entries()) {
    const [, written = '', comment = ''] = /^(.*?)\s*((?:(?<=^|\s)#\s.*)?)$/.exec(text) ?? []
    if (written.trim() === '' && begun === null) continue
    const command: DocumentedCommand = begun ?? { command: '', line: block.line + 1 + index, marked: block.marked }
    command.command += command.command === '' ? written : `\n${written}`
    command.marked ||= mark.test(comment)
    begun = written.endsWith('\\') ? command : null
    if (begun === null) commands.push(command)
  }
  return commands
}
