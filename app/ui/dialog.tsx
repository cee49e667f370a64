import * as Radix from '@radix-ui/react-dialog'
import type { ReactNode } from 'react'

type DialogProps = { open: boolean; onOpenChange: (open: boolean) => void; title: string; description?: string; children: ReactNode }

/** A modal question; Radix keeps focus in it and gives it back. */
export function Dialog({ open, onOpenChange, title, description, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="bg-scrim fixed inset-0 z-20 grid items-start justify-items-center overflow-y-auto p-4 sm:items-center">
          <Radix.Content
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
