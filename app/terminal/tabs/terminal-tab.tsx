import type { KeyboardEvent, MouseEvent, PointerEvent } from 'react'
import type { Terminal } from '../../api.ts'
import { Icon } from '../../ui/icon.tsx'
import type { MenuPoint } from '../../ui/menu-at.tsx'
import { cleanTitle } from './clean-title.ts'
import { RenameTab } from './rename-tab.tsx'
import type { Mark } from './tab-marks.ts'

type TerminalTabProps = {
  terminal: Terminal
  active: boolean
  mark: Mark
  renaming: boolean
  onSelect: () => void
  onRename: ((title: string) => void) | null
  onAskRename: () => void
  onEndRename: () => void
  onMenu: (at: MenuPoint) => void
  onClose: () => void
  onHold: (event: PointerEvent<HTMLElement>) => void
  onKey: (event: KeyboardEvent) => void
}

const sideClass = 'text-faint hover:text-text mr-1 size-5 place-items-center rounded-control pointer-coarse:size-11'

/** One terminal's tab: its title, what happened in it while nobody looked, and what can be done with it. */
export function TerminalTab({ terminal, active, mark, renaming, onSelect, onRename, onAskRename, onEndRename, onMenu, onClose, onHold, onKey }: TerminalTabProps) {
  const title = titleOf(terminal)
  const ofShell = terminal.kind === 'shell'
  function menu(event: MouseEvent): void {
    event.preventDefault()
    const { left, bottom } = event.currentTarget.getBoundingClientRect()
    // The menu key brings no place of its own.
    onMenu(event.clientX === 0 ? { x: left, y: bottom } : { x: event.clientX, y: event.clientY })
  }
  return (
    <span
      data-terminal={terminal.id}
      onContextMenu={menu}
      className={`-mb-px flex flex-none items-center rounded-t-[6px] border border-b-0 ${active ? 'bg-term border-line text-(--term-ink,var(--color-text))' : 'border-transparent'}`}
    >
      {renaming && onRename ? (
        <RenameTab title={title} onRename={onRename} onClose={onEndRename} />
      ) : (
        <button
          type="button"
          role="tab"
          id={`tab-${terminal.id}`}
          aria-selected={active}
          aria-keyshortcuts={ofShell ? 'F2 Delete Control+Shift+ArrowLeft Control+Shift+ArrowRight' : 'F2'}
          tabIndex={active ? 0 : -1}
          className={`flex max-w-48 items-center gap-1.5 py-[5px] pl-3 pointer-coarse:min-w-11 pointer-coarse:py-3 ${ofShell ? 'pr-1' : 'pr-3'} ${active ? '' : 'text-muted hover:text-text'}`}
          title={`${title}\nDouble-click to rename, drag to move`}
          onClick={onSelect}
          onDoubleClick={onAskRename}
          onPointerDown={(event) => { if (ofShell) onHold(event) }}
          onKeyDown={onKey}
        >
          <span className="truncate">{title}</span>
          {!terminal.running && <span className="flex-none opacity-70">ended</span>}
          {mark === 'bell' && <Icon name="bell" className="text-waiting size-3.5!" />}
          {mark === 'output' && <span className="bg-accent size-1.5 flex-none rounded-full" />}
          {mark && <span className="sr-only">{mark === 'bell' ? ', rang' : ', has new output'}</span>}
        </button>
      )}
      {active && (
        <button type="button" aria-label={`More for ${title}`} className={`${sideClass} hidden pointer-coarse:grid`} onClick={menu}>
          <Icon name="more" />
        </button>
      )}
      {ofShell && !renaming && (
        <button type="button" aria-label={`Close ${title}`} className={`${sideClass} grid pointer-coarse:hidden`} onClick={onClose}>
          <Icon name="cross" className="size-3" />
        </button>
      )}
    </span>
  )
}

export function titleOf({ title, kind }: Terminal): string {
  return cleanTitle(title) || kind
}
