import { useState } from 'react'
import type { Exit, Terminal } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { cleanTitle } from './tabs/clean-title.ts'
import { exitWords } from './exit-words.ts'

type ExitBarProps = { terminal: Terminal; exit: Exit | null; onRestart: () => Promise<unknown>; onClose: () => void }

/** Under a terminal whose process has ended: how, and the way on. */
export function ExitBar({ terminal, exit, onRestart, onClose }: ExitBarProps) {
  const [restarting, setRestarting] = useState(false)
  const ended = exit ?? (terminal.running ? null : terminal.exit)
  if (ended === null) return null
  return (
    <div role="status" className="bg-panel border-line flex flex-wrap items-center gap-3 border-t px-4 py-2">
      <p className="min-w-0 flex-1 wrap-anywhere">
        {cleanTitle(terminal.title) || 'The process'} {exitWords(ended)}.
      </p>
      {terminal.kind === 'agent' ? (
        <Button
          look="primary"
          disabled={restarting}
          onClick={() => {
            setRestarting(true)
            void onRestart().finally(() => setRestarting(false))
          }}
        >
          Restart
        </Button>
      ) : (
        <Button onClick={onClose}>Close</Button>
      )}
    </div>
  )
}
