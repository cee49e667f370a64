import type { ComponentProps, ReactNode } from 'react'
import { Labelled, type Labels } from './labelled.tsx'

export const inputClass =
  'h-[34px] pointer-coarse:h-11 pointer-coarse:text-[16px] w-full min-w-0 rounded-control border border-line-strong bg-page px-2.5 placeholder:text-faint aria-invalid:border-error'

const plain = { autoComplete: 'off', autoCapitalize: 'off', spellCheck: false } as const

/** A labelled input of one line. */
export function Field({ label, optional, hint, problem, className, ...input }: ComponentProps<'input'> & Labels) {
  return (
    <Labelled {...{ label, optional, hint, problem, className }}>
      {(control) => <input {...control} className={inputClass} {...plain} {...input} />}
    </Labelled>
  )
}

/** A labelled input of several lines, which grows with its text. */
export function TextField({ label, optional, hint, problem, className, mono = false, ...input }: ComponentProps<'textarea'> & Labels & { mono?: boolean }) {
  return (
    <Labelled {...{ label, optional, hint, problem, className }}>
      {(control) => <textarea {...control} rows={3} className={`${inputClass} field-sizing-content h-auto! max-h-[40vh] min-h-[62px] resize-none py-[6px] ${mono ? 'font-mono text-small' : ''}`} {...plain} {...input} />}
    </Labelled>
  )
}

/** One of a few, by the system's own list. */
export function SelectField({ label, optional, hint, problem, className, children, ...select }: ComponentProps<'select'> & Labels) {
  return (
    <Labelled {...{ label, optional, hint, problem, className }}>
      {(control) => (
        <select {...control} className={`${inputClass} pr-1`} {...select}>
          {children}
        </select>
      )}
    </Labelled>
  )
}

type CheckFieldProps = {
  checked: boolean
  onCheck: (checked: boolean) => void
  /** What it means, below. */
  text?: string
  className?: string
  children: ReactNode
}

/** A yes or no, with what is said yes to beside it. */
export function CheckField({ checked, onCheck, text, className = '', children }: CheckFieldProps) {
  return (
    <label className={`grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-2 ${className}`}>
      <input type="checkbox" className="mt-[3px]" checked={checked} onChange={(event) => onCheck(event.target.checked)} />
      <span>
        {children}
        {text !== undefined && <span className="text-muted block">{text}</span>}
      </span>
    </label>
  )
}
