import { useId, type ReactNode } from 'react'

/** One group of settings. */
export function Section({ title, text, action, children }: { title: string; text: string; action?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid min-w-0 gap-3">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="text-title font-semibold">
            {title}
          </h2>
          <p className="text-muted wrap-anywhere">{text}</p>
        </div>
        {action}
      </div>
      {children}
    </section>
  )
}
