import { useEffect, useState } from 'react'
import { setGitHost } from '../../contract/git-host.ts'
import type { GitHost } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { useNow } from '../ui/now.tsx'
import { ago } from '../ui/time-words.ts'
import { Section } from './section.tsx'
import { useAct } from './use-act.ts'

/** Tokens for private repositories over https. They go in here and are never shown again. */
export function GitHostsSection() {
  const trpc = useConnection()?.trpc
  const act = useAct()
  const now = useNow()
  const [hosts, setHosts] = useState<readonly GitHost[] | null>(null)
  const [draft, setDraft] = useState({ host: '', username: '', token: '' })
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const username = draft.username.trim()
  const input = setGitHost.safeParse({ host: draft.host, token: draft.token.trim(), ...(username === '' ? {} : { username }) })
  const problemOf = (field: string) => (tried ? input.error?.issues.find(({ path }) => path[0] === field)?.message : undefined)

  useEffect(() => {
    trpc?.gitHosts.list.query().then(setHosts, (error: unknown) => setProblem(problemText(error)))
  }, [trpc])

  async function run(work: Parameters<typeof act>[0]): Promise<void> {
    setBusy(true)
    const wrong = await act(async (api) => {
      await work(api)
      setHosts(await api.gitHosts.list.query())
      setDraft({ host: '', username: '', token: '' })
      setTried(false)
    })
    setProblem(wrong)
    setBusy(false)
  }

  return (
    <Section title="Git hosts" text="A token for private repositories over https. Sessions get that of their own repository's host, at the moment git asks.">
      {hosts !== null && hosts.length > 0 && (
        <ul>
          {hosts.map(({ host, username: user, at }) => (
            <li key={host} aria-label={host} className="border-line flex flex-wrap items-center gap-x-3 gap-y-1 border-t py-2">
              <span className="min-w-0 flex-1 basis-[200px] wrap-anywhere">
                <span className="font-mono">{host}</span> <span className="text-muted text-small">as {user}, set {ago(now - Date.parse(at))} ago</span>
              </span>
              <Button look="quiet" disabled={busy} onClick={() => void run(async (api) => { await api.gitHosts.remove.mutate({ host }) })}>
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form
        noValidate
        aria-label="Token of a git host"
        className="border-line grid gap-3 border-t pt-3"
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (input.success) void run(async (api) => { await api.gitHosts.set.mutate(input.data) })
        }}
      >
        <div className="grid gap-3 sm:grid-cols-3">
          <Field label="Host" placeholder="github.com" inputMode="url" value={draft.host} onChange={(event) => setDraft({ ...draft, host: event.target.value })} problem={problemOf('host')} />
          <Field label="User name" optional placeholder="as the host wants it" value={draft.username} onChange={(event) => setDraft({ ...draft, username: event.target.value })} problem={problemOf('username')} />
          <Field label="Token" type="password" autoComplete="new-password" value={draft.token} onChange={(event) => setDraft({ ...draft, token: event.target.value })} problem={problemOf('token')} />
        </div>
        {problem !== null && (
          <p role="alert" className="bg-error-bg text-error rounded-control px-3 py-2 wrap-anywhere">
            {problem}
          </p>
        )}
        <p className="flex justify-end">
          <Button type="submit" look="primary" disabled={busy || hosts === null}>
            Set token
          </Button>
        </p>
      </form>
    </Section>
  )
}
