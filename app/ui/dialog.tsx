import * as Radix from '@radix-ui/react-dialog'
import { createContext, use, useRef, type ReactNode, type RefObject } from 'react'

type DialogProps = { open: boolean; onOpenChange: (open: boolean) => void; title: string; description?: string; children: ReactNode }

/** What opened the dialogs below, where that is gone from the page by the time they are closed: a menu's button for its items. */
export const DialogOpener = createContext<RefObject<HTMLElement | null> | null>(null)

/** A modal question. Radix keeps the focus in it; it goes back to where it was, since no trigger of Radix's opened it. */
export function Dialog({ open, onOpenChange, title, description, children }: DialogProps) {
  const before = useRef<Element>(null)
  const opener = use(DialogOpener)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="bg-scrim fixed inset-0 z-20 grid items-start justify-items-center overflow-y-auto p-4 sm:items-center">
          <Radix.Content
            onOpenAutoFocus={(event) => {
              before.current = document.activeElement
              // Radix leaves links out when it looks for what to focus.
              const first = event.target instanceof HTMLElement ? event.target.querySelector<HTMLElement>('[data-first]') : null
              if (!first) return
              event.preventDefault()
              first.focus()
            }}
            onCloseAutoFocus={(event) => {
              event.preventDefault()
              const home = opener?.current ?? before.current
              if (home instanceof HTMLElement) home.focus()
            }}
            className="bg-raised border-line rounded-dialog shadow-float grid w-full max-w-[520px] min-w-0 gap-4 border p-5"
            {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          >
            <div className="grid gap-1">
              <Radix.Title className="text-title font-semibold">{title}</Radix.Title>
              {description !== undefined && <Radix.Description className="text-muted wrap-anywhere">{description}</Radix.Description>}
            </div>
            {children}
          </Radix.Content>
        </Radix.Overlay>
      </Radix.Portal>
    </Radix.Root>
  )
}

export function DialogFooter({ children }: { children: ReactNode }) {
  return <footer className="flex flex-wrap items-center justify-end gap-2">{children}</footer>
}
