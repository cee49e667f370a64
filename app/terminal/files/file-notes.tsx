import { Button } from '../../ui/button.tsx'
import { noteClass } from '../note-class.ts'
import type { Sending } from './send-files.ts'

/** How far the files are on their way into the session. */
export function SendingNote({ sending: { name, sent, size }, onCancel }: { sending: Sending; onCancel: () => void }) {
  const percent = size === 0 ? 100 : Math.floor((sent / size) * 100)
  return (
    <p className={`${noteClass} pointer-events-auto flex max-w-full items-center gap-2 pr-1`}>
      <span role="status" className="truncate">
        sending {name}
      </span>
      <span className="tabular-nums">{percent} %</span>
      <Button look="quiet" className="pointer-fine:h-6!" onClick={onCancel}>
        Cancel
      </Button>
    </p>
  )
}

/** While files are held over the terminal: what becomes of them there. */
export function DropPlace() {
  return (
    <div className="border-accent bg-panel/90 pointer-events-none absolute inset-2 z-10 grid place-items-center rounded-lg border-2 border-dashed p-6">
      <p className="max-w-[420px] text-center">
        <span className="text-title block font-semibold">Drop to give it to this session</span>
        <span className="text-muted">The files are put beside its work, and where they are is typed here.</span>
      </p>
    </div>
  )
}
