import { useEffect, useRef, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { exchange, nextPath, takeCode, takeSignedIn } from '../sign-in.ts'
import { Icon } from '../ui/icon.tsx'

export default function SignIn() {
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const next = nextPath(search.get('next'))
  const [problem, setProblem] = useState<string | null>(null)
  const [working, setWorking] = useState(true)
  // A code works once, and development runs effects twice.
  const exchanging = useRef<Promise<string | null>>(null)

  useEffect(() => {
    const take = () => {
      const code = takeCode()
      if (code === null) {
        if (takeSignedIn()) exchanging.current = Promise.resolve(null)
        return
      }
      setWorking(true)
      exchanging.current = exchange(code)
    }
    const settle = () => {
      void exchanging.current?.then((wrong) => {
        if (wrong === null) {
          takeSignedIn()
          // First the address: where a part of the next page fails to load, the page is loaded again, and here there is no code any more.
          history.replaceState(history.state, '', next)
          void navigate(next, { replace: true })
        }
        setProblem(wrong)
        setWorking(wrong === null)
      })
    }
    // A link that is opened in a tab that is here already changes its fragment and loads nothing.
    const another = () => {
      take()
      settle()
    }
    if (!exchanging.current) take()
    if (exchanging.current) settle()
    else setWorking(false)
    addEventListener('hashchange', another)
    return () => removeEventListener('hashchange', another)
  }, [navigate, next])

  return (
    <main className="grid h-dvh place-items-center p-6">
      <div className="grid max-w-[400px] gap-3">
        <span className="bg-text text-panel mb-2 grid size-8 place-items-center rounded-lg">
          <Icon name="prompt" className="size-5" />
        </span>
        <h1 className="text-large font-semibold tracking-[-0.015em]">{working ? 'Signing in…' : 'Sign in'}</h1>
        {problem !== null && (
          <p role="alert" className="text-error wrap-anywhere">
            {problem}
          </p>
        )}
        {!working && (
          <p className="text-muted">
            Where claudework runs, run <Command text="claudework login" /> or, in a checkout, <Command text="npm run login" /> and open the link that it prints. A link works once, for five minutes.
          </p>
        )}
      </div>
    </main>
  )
}

function Command({ text }: { text: string }) {
  return <code className="bg-hover text-text rounded-control px-1.5 py-0.5 font-mono text-small whitespace-nowrap select-all">{text}</code>
}
