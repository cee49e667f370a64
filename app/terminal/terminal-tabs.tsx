import type { KeyboardEvent } from 'react'
import type { Terminal } from '../api.ts'
import { Icon } from '../ui/icon.tsx'
import { cleanTitle } from './clean-title.ts'

type TerminalTabsProps = {
  terminals: readonly Terminal[]
  activeId: string
  onSelect: (id: string) => void
  /** null where none can be opened now. */
  onOpen: (() => void) | null
  onClose: (terminal: Terminal) => void
  onRename: (terminal: Terminal) => void
}

/** The agent's terminal first, shells beside it. */
export function TerminalTabs({ terminals, activeId, onSelect, onOpen, onClose, onRename }: TerminalTabsProps) {
  function move(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const at = terminals.findIndex(({ id }) => id === activeId)
    const next = terminals[(at + step + terminals.length) % terminals.length]
    if (step === 0 || !next) return
    onSelect(next.id)
    document.getElementById(`tab-${next.id}`)?.focus()
  }
  return (
    <div className="bg-panel border-line flex items-end gap-0.5 overflow-x-auto overflow-y-hidden border-b px-3 pt-1.5">
      <div role="tablist" aria-label="Terminals" className="flex items-end gap-0.5" onKeyDown={move}>
        {terminals.map((terminal) => {
          const active = terminal.id === activeId
          const title = cleanTitle(terminal.title) || terminal.kind
          return (
            <span key={terminal.id} className={`-mb-px flex flex-none items-center rounded-t-[6px] border border-b-0 ${active ? 'bg-term border-line' : 'border-transparent'}`}>
              <button
                type="button"
                role="tab"
                id={`tab-${terminal.id}`}
                aria-selected={active}
                tabIndex={active ? 0 : -1}
                className={`max-w-48 truncate py-[5px] pl-3 pointer-coarse:py-2.5 ${terminal.kind === 'shell' ? 'pr-1' : 'pr-3'} ${active ? 'text-text' : 'text-muted hover:text-text'}`}
                title="Double-click to rename"
                onClick={() => onSelect(terminal.id)}
                onDoubleClick={() => onRename(terminal)}
                onKeyDown={(event) => { if (event.key === 'F2') onRename(terminal) }}
              >
                {title}
                {!terminal.running && <span className="text-faint"> ended</span>}
              </button>
              {terminal.kind === 'shell' && (
                <button type="button" aria-label={`Close ${title}`} className="text-faint hover:text-text mr-1 grid size-5 place-items-center rounded-control pointer-coarse:size-9" onClick={() => onClose(terminal)}>
                  <Icon name="cross" className="size-3" />
                </button>
              )}
            </span>
          )
        })}
      </div>
      {onOpen && (
        <button type="button" aria-label="New terminal" className="text-muted hover:text-text rounded-control mb-0.5 grid size-7 flex-none place-items-center pointer-coarse:size-10" onClick={onOpen}>
          <Icon name="plus" className="size-3.5" />
        </button>
      )}
    </div>
  )
}
