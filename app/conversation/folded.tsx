import { useState, type ReactNode } from 'react'
import { Icon } from '../ui/icon.tsx'

/** One line that opens. What is in it exists only once it is open, since there may be thousands. */
export function Folded({ summary, children }: { summary: ReactNode; children: ReactNode }) {
  const [open, setOpen] = useState(false)
  return (
    <details className="group/folded min-w-0" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="hover:bg-hover rounded-control -mx-1.5 flex min-h-[26px] cursor-pointer list-none items-center gap-2 px-1.5 pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <Icon name="down" className="text-faint size-3.5 -rotate-90 group-open/folded:rotate-0" />
        {summary}
      </summary>
      {open && <div className="border-line mt-1 mb-1 ml-[6px] grid min-w-0 gap-2 border-l pl-4">{children}</div>}
    </details>
  )
}
