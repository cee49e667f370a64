import { useDiff } from './use-diff.ts'

const mostLines = 3_000

/** The patch of one file, asked for when it is opened. */
export function Patch({ id, path }: { id: string; path: string }) {
  const { asked } = useDiff(id, path)
  if (asked.state === 'asking') return <p className="text-muted px-3 py-2">Loading …</p>
  if (asked.state === 'failed') return <p className="text-error px-3 py-2 wrap-anywhere">{asked.reason}</p>
  const { patch } = asked.diff
  if (!patch) return null
  const lines = patch.text.trimEnd().split('\n')
  // What git says of the file itself stands above the first "@@".
  const first = Math.max(0, lines.findIndex((line) => line.startsWith('@@')))
  const shown = (first === 0 ? lines : lines.slice(first)).slice(0, mostLines)
  const cut = patch.cut || shown.length === mostLines
  return (
    <div className="border-line overflow-x-auto border-t">
      <pre className="text-small min-w-max py-1 font-mono leading-[1.5]">
        {shown.map((line, index) => (
          <span key={index} className={`block px-3 ${colourOf(line)}`}>
            {line === '' ? ' ' : line}
          </span>
        ))}
      </pre>
      {cut && <p className="text-muted text-small px-3 py-2">The rest is too long to be shown here.</p>}
    </div>
  )
}

function colourOf(line: string): string {
  if (line.startsWith('@@')) return 'text-muted'
  if (line.startsWith('+')) return 'bg-done/10 text-done'
  if (line.startsWith('-')) return 'bg-error-bg text-error'
  return ''
}
