import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react'
import { Icon } from './icon.tsx'

type Notice = { id: number; text: string }

const shownMs = 10_000

const NoticesContext = createContext<(text: string) => void>(() => undefined)

/** Sentences about what did not work, for ten seconds or until they are dismissed; the newest three. */
export function NoticesProvider({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([])
  const notify = useCallback((text: string) => {
    setNotices((before) => [...before.filter((notice) => notice.text !== text), { id: (before.at(-1)?.id ?? 0) + 1, text }].slice(-3))
  }, [])
  const oldest = notices[0]?.id
  const dismiss = (id: number) => setNotices((before) => before.filter((notice) => notice.id !== id))
  useEffect(() => {
    if (oldest === undefined) return
    const timer = setTimeout(() => setNotices((before) => before.filter(({ id }) => id !== oldest)), shownMs)
    return () => clearTimeout(timer)
  }, [oldest])
  return (
    <NoticesContext value={notify}>
      {children}
      <div role="status" className="pointer-events-none fixed inset-x-3 top-14 z-30 grid justify-items-center gap-2">
        {notices.map(({ id, text }) => (
          <div key={id} className="bg-raised border-line-strong shadow-float pointer-events-auto flex max-w-[560px] items-start gap-2 rounded-lg border py-2 pr-2 pl-3">
            <p className="wrap-anywhere">{text}</p>
            <button type="button" aria-label="Dismiss" className="text-muted hover:text-text grid size-5 flex-none place-items-center pointer-coarse:size-11" onClick={() => dismiss(id)}>
              <Icon name="cross" />
            </button>
          </div>
        ))}
      </div>
    </NoticesContext>
  )
}

/** Says a sentence to the person; for outcomes that no form or view shows by itself. */
export function useNotify(): (text: string) => void {
  return use(NoticesContext)
}
