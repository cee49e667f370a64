import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { Field } from '../ui/field.tsx'
import type { Answer, AskItem } from './items.ts'
import { ToolDetail } from './tool-call.tsx'

type PermissionAskProps = { ask: AskItem; busy: boolean; onAnswer: (answer: Answer) => void }

/** May it do this? With all that it would do in view, and room to say why not. */
export function PermissionAsk({ ask: { question, input }, busy, onAnswer }: PermissionAskProps) {
  const [denying, setDenying] = useState(false)
  const [reason, setReason] = useState('')
  return (
    <>
      <h2 className="flex items-baseline gap-2 font-[550] wrap-anywhere">
        <Dot kind="waiting" />
        {question}
      </h2>
      <ToolDetail input={input} />
      {denying ? (
        <form
          className="flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            const message = reason.trim()
            onAnswer({ allow: false, ...(message === '' ? {} : { message }) })
          }}
        >
          <Field className="min-w-0 flex-1 basis-[240px]" label="What should it do instead?" optional autoFocus maxLength={10_000} value={reason} onChange={(event) => setReason(event.target.value)} />
          <Button onClick={() => setDenying(false)}>Back</Button>
          <Button look="danger" type="submit" disabled={busy}>
            Deny
          </Button>
        </form>
      ) : (
        <p className="flex flex-wrap justify-end gap-2">
          <Button disabled={busy} onClick={() => setDenying(true)}>
            Deny…
          </Button>
          <Button look="primary" disabled={busy} onClick={() => onAnswer({ allow: true })}>
            {busy ? 'Answering…' : 'Allow'}
          </Button>
        </p>
      )}
    </>
  )
}
