import { buttonClass } from './button.tsx'

/** A whole view that could not be shown: what happened, and the way on. */
export function Fault({ title, text, retry = false }: { title: string; text: string; retry?: boolean }) {
  return (
    <main className="grid h-full place-items-center p-6">
      <div className="grid max-w-[400px] gap-3">
        <h1 className="text-large font-semibold tracking-[-0.015em]">{title}</h1>
        <p className="text-muted wrap-anywhere">{text}</p>
        <p className="flex gap-2">
          {retry && (
            <a href="" className={buttonClass('primary')}>
              Reload
            </a>
          )}
          <a href="/" className={buttonClass(retry ? 'plain' : 'primary')}>
            All sessions
          </a>
        </p>
      </div>
    </main>
  )
}
