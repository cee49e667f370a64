import { useEffect, useState } from 'react'
import { setGitHost } from '../../contract/git-host.ts'
import type { ApiClient, GitHost } from '../api.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { useNow } from '../ui/now.tsx'
import { Problem } from '../ui/problem.tsx'
import { ago } from '../ui/time-words.ts'
import { useTask } from '../ui/use-task.ts'
import { checkForm } from './check-form.ts'
import { Section } from './section.tsx'
import { useAct } from './use-act.ts'
import { useTried } from './use-tried.ts'

/** Tokens for private repositories over https. They go in here and are never shown again. */
export function GitHostsSection() {
  const trpc = useConnection()?.trpc
  const act = useAct()
  const now = useNow()
  const [hosts, setHosts] = useState<readonly GitHost[] | null>(null)
  const [draft, setDraft] = useState({ host: '', username: '', token: '' })
  const { busy, problem, run, setProblem } = useTask()
  const username = draft.username.trim()
  const { problemOf, onSubmit, forget } = useTried(checkForm(setGitHost, { host: draft.host, token: draft.token.trim(), ...(username === '' ? {} : { username }) }))

  useEffect(() => {
    trpc?.gitHosts.list.query().then(setHosts, (error: unknown) => setProblem(problemText(error)))
  }, [trpc, setProblem])

  const change = (work: (api: ApiClient) => Promise<unknown>) => run(() => act(async (api) => {
    await work(api)
    setHosts(await api.gitHosts.list.query())
    setDraft({ host: '', username: '', token: '' })
    forget()
  }))

  return (
    <Section title="Git hosts" text="A token for private repositories over https. Sessions get that of their own repository's host, at the moment git asks.">
      {hosts !== null && hosts.length > 0 && (
        <ul>
          {hosts.map(({ host, username: user, at }) => (
            <li key={host} aria-label={host} className="border-line flex flex-wrap items-center gap-x-3 gap-y-1 border-t py-2">
              <span className="min-w-0 flex-1 basis-[200px] wrap-anywhere">
                <span className="font-mono">{host}</span> <span className="text-muted text-small">as {user}, set {ago(now - Date.parse(at))} ago</span>
              </span>
              <Button look="quiet" disabled={busy} onClick={() => void change((api) => api.gitHosts.remove.mutate({ host }))}>
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
        onSubmit={onSubmit((input) => void change((api) => api.gitHosts.set.mutate(input)))}
      >
        <div className="grid gap-3 sm:grid-cols-3">
          <Field label="Host" placeholder="github.com" inputMode="url" value={draft.host} onChange={(event) => setDraft({ ...draft, host: event.target.value })} problem={problemOf('host')} />
          <Field label="User name" optional placeholder="as the host wants it" value={draft.username} onChange={(event) => setDraft({ ...draft, username: event.target.value })} problem={problemOf('username')} />
          <Field label="Token" type="password" autoComplete="new-password" value={draft.token} onChange={(event) => setDraft({ ...draft, token: event.target.value })} problem={problemOf('token')} />
        </div>
        <Problem text={problem} />
        <p className="flex justify-end">
          <Button type="submit" look="primary" disabled={busy || hosts === null}>
            Set token
          </Button>
        </p>
      </form>
    </Section>
  )
}
