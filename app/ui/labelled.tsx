import { useId, type ReactNode } from 'react'

export type Labels = { label: string; optional?: boolean | undefined; hint?: ReactNode; problem?: string | undefined; className?: string | undefined }
type Described = { id: string; 'aria-invalid': boolean; 'aria-describedby': string | undefined }

/** A label above a control; what is wrong with it stands below it and is read out with it. */
export function Labelled({ label, optional = false, hint, problem, className = '', children }: Labels & { children: (control: Described) => ReactNode }) {
  const id = useId()
  const below = problem ?? hint
  return (
    <div className={`grid min-w-0 content-start gap-1.5 ${className}`}>
      <p>
        <label htmlFor={id} className="font-[550]">
          {label}
        </label>
        {optional && <span className="text-muted"> optional</span>}
      </p>
      {children({ id, 'aria-invalid': problem !== undefined, 'aria-describedby': below ? `${id}-below` : undefined })}
      {below && (
        <p id={`${id}-below`} className={`text-small wrap-anywhere ${problem ? 'text-error' : 'text-muted'}`}>
          {below}
        </p>
      )}
    </div>
  )
}
