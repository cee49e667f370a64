import * as Radix from '@radix-ui/react-dropdown-menu'
import type { ReactNode } from 'react'

export type MenuPoint = { x: number; y: number }

type MenuAtProps = {
  at: MenuPoint
  label: string
  onClose: () => void
  /** The menu is gone, and with it the focus, unless something else has it by now. */
  onClosed?: () => void
  children: ReactNode
}

/** What can be done with what was right-clicked, or pressed long. */
export function MenuAt({ at, label, onClose, onClosed, children }: MenuAtProps) {
  return (
    <Radix.Root open onOpenChange={onClose}>
      <Radix.Trigger aria-hidden tabIndex={-1} className="pointer-events-none fixed size-0" style={{ left: at.x, top: at.y }} />
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="start"
          sideOffset={2}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            if (document.activeElement === document.body) onClosed?.()
          }}
          className="bg-raised border-line shadow-float z-10 min-w-44 rounded-lg border p-1"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
