import * as Radix from '@radix-ui/react-dropdown-menu'
import type { ReactNode, RefObject } from 'react'
import { buttonClass } from './button.tsx'
import { Icon } from './icon.tsx'

/** What can be done with one thing, behind "more". `label` names the thing. */
export function Menu({ label, className = '', button, children }: { label: string; className?: string; button?: RefObject<HTMLButtonElement | null>; children: ReactNode }) {
  return (
    <Radix.Root>
      <Radix.Trigger ref={button} aria-label={label} className={`${buttonClass('quiet')} ${className}`}>
        <Icon name="more" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align="end" sideOffset={4} collisionPadding={8} className="bg-raised border-line shadow-float z-10 min-w-44 rounded-lg border p-1">
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** `keys` do the same where there is a keyboard. */
export function MenuItem({ onSelect, danger = false, keys, children }: { onSelect: () => void; danger?: boolean; keys?: string; children: ReactNode }) {
  return (
    <Radix.Item
      onSelect={onSelect}
      className={`data-highlighted:bg-hover flex h-[30px] items-center rounded-control px-2 outline-none pointer-coarse:h-11 ${danger ? 'text-error' : ''}`}
    >
      {children}
      {keys !== undefined && <span aria-hidden className="text-faint text-small ml-auto pl-6 pointer-coarse:hidden">{keys}</span>}
    </Radix.Item>
  )
}

export function MenuLine() {
  return <Radix.Separator className="bg-line my-1 h-px" />
}
