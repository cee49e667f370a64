import { useCallback, useEffect, useState } from 'react'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { Button } from '../ui/button.tsx'
import { CopyLine } from '../ui/copy-line.tsx'
import { Dialog, DialogFooter } from '../ui/dialog.tsx'
import { useNow } from '../ui/now.tsx'
import { QrCode } from './qr-code.tsx'

type Code = { url: string; expiresAt: string }

/** A link that signs one other browser in, to scan or to copy. */
export function AnotherDevice({ onClose }: { onClose: () => void }) {
  const trpc = useConnection()?.trpc
  const now = useNow()
  const [code, setCode] = useState<Code | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const make = useCallback(() => {
    trpc?.auth.createCode.mutate().then(
      (made) => {
        setCode(made)
        setProblem(null)
      },
      (error: unknown) => setProblem(problemText(error)),
    )
  }, [trpc])
  useEffect(make, [make])
  const left = code ? Math.ceil((Date.parse(code.expiresAt) - now) / 1_000) : 0

  return (
    <Dialog open onOpenChange={onClose} title="Sign in another device" description="Scan this with the other device, or open the link there. It works once, for one browser.">
      {problem !== null && <p role="alert" className="text-error">{problem}</p>}
      {code && left > 0 && (
        <div className="grid justify-items-center gap-4">
          <QrCode text={code.url} label="Sign-in link as a QR code" />
          <div className="w-full min-w-0">
            <CopyLine text={code.url} />
          </div>
          <p className="text-muted">{left > 60 ? `Works for another ${String(Math.ceil(left / 60))} minutes.` : `Works for another ${String(left)} seconds.`}</p>
          {isLoopback(code.url) && (
            <p className="text-muted wrap-anywhere">
              This address leads to claudework on this machine only. For a phone or another computer claudework needs an address of its own, behind TLS: docs/SETUP.md says how.
            </p>
          )}
        </div>
      )}
      {code && left <= 0 && <p className="text-muted">This link has expired.</p>}
      <DialogFooter>
        {code && left <= 0 && <Button look="primary" onClick={make}>New link</Button>}
        <Button onClick={onClose}>Done</Button>
      </DialogFooter>
    </Dialog>
  )
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '127.0.0.1' || hostname === '[::1]'
}
