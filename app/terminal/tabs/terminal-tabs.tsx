import { Fragment, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { Terminal } from '../../api.ts'
import { Icon } from '../../ui/icon.tsx'
import { MenuAt, type MenuPoint } from '../../ui/menu-at.tsx'
import { MenuItem } from '../../ui/menu.tsx'
import { TerminalTab, titleOf } from './terminal-tab.tsx'
import { useTabDrag } from './use-tab-drag.ts'
import { useTabMarks } from './use-tab-marks.ts'

type TerminalTabsProps = {
  terminals: readonly Terminal[]
  activeId: string
  onSelect: (id: string) => void
  /** null where none can be opened now. */
  onOpen: (() => void) | null
  onClose: (terminal: Terminal) => void
  onRename: (id: string, title: string) => void
  onMove: (id: string, position: number) => void
  /** What stands at the end of the row. */
  children: ReactNode
}

/** The agent's terminal first, shells beside it. */
export function TerminalTabs({ terminals, activeId, onSelect, onOpen, onClose, onRename, onMove, children }: TerminalTabsProps) {
  const markOf = useTabMarks(terminals, activeId)
  const { drag, start } = useTabDrag(onMove)
  const [renaming, setRenaming] = useState<string | null>(null)
  const [menu, setMenu] = useState<{ id: string; at: MenuPoint } | null>(null)
  const list = useRef<HTMLDivElement>(null)
  const inMenu = terminals.findIndex(({ id }) => id === menu?.id)
  const menuTerminal = terminals[inMenu]

  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [activeId])

  function onKey(event: KeyboardEvent, terminal: Terminal): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const at = terminals.indexOf(terminal)
    if (event.key === 'F2') setRenaming(terminal.id)
    else if (event.key === 'Delete' && terminal.kind === 'shell') onClose(terminal)
    else if (step !== 0 && event.ctrlKey && event.shiftKey) {
      if (terminal.kind === 'shell' && canMove(at, step)) onMove(terminal.id, at + step)
    } else if (step !== 0) {
      const next = terminals[(at + step + terminals.length) % terminals.length]
      if (!next) return
      onSelect(next.id)
      document.getElementById(`tab-${next.id}`)?.focus()
    } else return
    event.preventDefault()
  }
  const canMove = (at: number, step: number) => at + step > 0 && at + step < terminals.length
  // Where the held tab would stand, as a line before the tab that is there now.
  const others = terminals.filter(({ id }) => id !== drag?.id)
  const lineBefore = drag ? (others[drag.position]?.id ?? 'end') : null

  return (
    <div className="bg-panel border-line flex min-w-0 items-end border-b">
      <div className="flex min-w-0 flex-1 items-end gap-0.5 overflow-x-auto overflow-y-hidden pt-1.5 pl-3 [scrollbar-width:none]">
        {/* What stands beside a tab is not one, and a list of tabs may hold nothing else. */}
        <div role="tablist" aria-label="Terminals" aria-owns={terminals.map(({ id }) => `tab-${id}`).join(' ')} />
        <div ref={list} data-tabs className={`flex items-end gap-0.5 ${drag ? 'cursor-grabbing' : ''}`}>
          {terminals.map((terminal) => {
            const { id } = terminal
            return (
              <Fragment key={id}>
                {lineBefore === id && dropLine}
                <TerminalTab
                  terminal={terminal}
                  active={id === activeId}
                  mark={markOf(terminal)}
                  renaming={renaming === id}
                  onSelect={() => onSelect(id)}
                  onRename={(title) => onRename(id, title)}
                  onAskRename={() => setRenaming(id)}
                  onEndRename={() => setRenaming(null)}
                  onMenu={(at) => setMenu({ id, at })}
                  onClose={() => onClose(terminal)}
                  onHold={(event) => start(event, id)}
                  onKey={(event) => onKey(event, terminal)}
                />
              </Fragment>
            )
          })}
          {lineBefore === 'end' && dropLine}
        </div>
        {onOpen && (
          <button type="button" aria-label="New terminal" className="text-muted hover:text-text rounded-control mb-0.5 grid size-7 flex-none place-items-center pointer-coarse:size-11" onClick={onOpen}>
            <Icon name="plus" className="size-3.5" />
          </button>
        )}
      </div>
      {children}
      {menu && menuTerminal && (
        <MenuAt at={menu.at} label={`Terminal ${titleOf(menuTerminal)}`} onClose={() => setMenu(null)}>
          <MenuItem onSelect={() => setRenaming(menuTerminal.id)}>Rename</MenuItem>
          {menuTerminal.named && <MenuItem onSelect={() => onRename(menuTerminal.id, '')}>Use the program’s title</MenuItem>}
          {menuTerminal.kind === 'shell' && canMove(inMenu, -1) && <MenuItem onSelect={() => onMove(menuTerminal.id, inMenu - 1)}>Move left</MenuItem>}
          {menuTerminal.kind === 'shell' && canMove(inMenu, 1) && <MenuItem onSelect={() => onMove(menuTerminal.id, inMenu + 1)}>Move right</MenuItem>}
          {menuTerminal.kind === 'shell' && <MenuItem onSelect={() => onClose(menuTerminal)}>Close</MenuItem>}
        </MenuAt>
      )}
    </div>
  )
}

const dropLine = <span aria-hidden className="bg-accent mb-1 h-5 w-0.5 flex-none rounded-full" />
