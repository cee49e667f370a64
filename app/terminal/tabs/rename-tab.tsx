import { useState } from 'react'
import { limits } from '../../../contract/limits.ts'

type RenameTabProps = { title: string; onRename: (title: string) => void; onClose: () => void }

/** The title of a tab while it is changed, in its place. An empty one gives it back to the program. */
export function RenameTab({ title, onRename, onClose }: RenameTabProps) {
  const [text, setText] = useState(title)
  function finish(): void {
    if (text.trim() !== title) onRename(text.trim())
    onClose()
  }
  return (
    <input
      autoFocus
      aria-label={`New title of ${title}`}
      className="field-sizing-content max-w-48 min-w-20 bg-transparent py-[5px] pl-3 outline-none pointer-coarse:py-2.5 pointer-coarse:text-[16px]"
      value={text}
      maxLength={limits.nameLength}
      onFocus={(event) => event.target.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') finish()
        else if (event.key === 'Escape') onClose()
      }}
    />
  )
}
