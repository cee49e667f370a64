import { useState } from 'react'
import { Button } from './button.tsx'

/** A line to run elsewhere, with a button that copies it. */
export function CopyLine({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = () => { navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false)) }
  return (
    <div className="flex min-w-0 items-center gap-2">
      <code className="bg-page border-line rounded-control min-w-0 flex-1 overflow-x-auto border px-2 py-1 font-mono text-small whitespace-nowrap select-all">{text}</code>
      <Button onClick={copy}>{copied ? 'Copied' : 'Copy'}</Button>
    </div>
  )
}
