import { MenuAt, type MenuPoint } from '../ui/menu-at.tsx'
import { MenuItem, MenuLine } from '../ui/menu.tsx'

type TerminalMenuProps = {
  at: MenuPoint
  /** Whether there is something to copy. */
  selected: boolean
  onCopy: () => void
  onPaste: () => void
  onSelectAll: () => void
  onSearch: () => void
  onLinks: () => void
  onSettings: () => void
  onClose: () => void
  onClosed: () => void
}

/** What can be done with a terminal's screen. */
export function TerminalMenu({ at, selected, onCopy, onPaste, onSelectAll, onSearch, onLinks, onSettings, onClose, onClosed }: TerminalMenuProps) {
  return (
    <MenuAt at={at} label="Terminal" onClose={onClose} onClosed={onClosed}>
      {selected && <MenuItem onSelect={onCopy} keys="Ctrl-Shift-C">Copy</MenuItem>}
      <MenuItem onSelect={onPaste} keys="Ctrl-Shift-V">Paste</MenuItem>
      <MenuItem onSelect={onSelectAll}>Select all</MenuItem>
      <MenuItem onSelect={onSearch} keys="Ctrl-Shift-F">Find…</MenuItem>
      <MenuItem onSelect={onLinks} keys="Ctrl-Shift-O">Links…</MenuItem>
      <MenuLine />
      <MenuItem onSelect={onSettings}>View settings…</MenuItem>
    </MenuAt>
  )
}
