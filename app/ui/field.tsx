import { useId, type ComponentProps } from 'react'

export const inputClass =
  'h-[34px] pointer-coarse:h-11 pointer-coarse:text-[16px] w-full rounded-control border border-line-strong bg-page px-2.5 placeholder:text-faint aria-invalid:border-error'

type FieldProps = ComponentProps<'input'> & { label: string; optional?: boolean; hint?: string; problem?: string | undefined }

/** A labelled input; what is wrong with it stands below it and is read out with it. */
export function Field({ label, optional = false, hint, problem, className = '', ...input }: FieldProps) {
  const id = useId()
  const below = problem ?? hint
  return (
    <div className={`grid content-start gap-1.5 ${className}`}>
      <p>
        <label htmlFor={id} className="font-[550]">
          {label}
        </label>
        {optional && <span className="text-muted"> optional</span>}
      </p>
      <input id={id} className={inputClass} aria-invalid={problem !== undefined} aria-describedby={below ? `${id}-below` : undefined} autoComplete="off" autoCapitalize="off" spellCheck={false} {...input} />
      {below && (
        <p id={`${id}-below`} className={`text-small wrap-anywhere ${problem ? 'text-error' : 'text-muted'}`}>
          {below}
        </p>
      )}
    </div>
  )
}
