import { useEffect, useState } from 'react'
import type { ApiClient, Webhook } from '../api.ts'
import { setWebhook } from '../../contract/notification.ts'
import { useConnection } from '../connection/connection-provider.tsx'
import { problemText } from '../connection/problem-text.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { useNow } from '../ui/now.tsx'
import { Problem } from '../ui/problem.tsx'
import { ago } from '../ui/time-words.ts'
import { useTask } from '../ui/use-task.ts'
import { checkForm } from './check-form.ts'
import { useAct } from './use-act.ts'
import { useTried } from './use-tried.ts'

/** One address that the server tells, whether a browser is open or not. */
export function WebhookForm() {
  const trpc = useConnection()?.trpc
  const act = useAct()
  const now = useNow()
  const [view, setView] = useState<Webhook | null>(null)
  /** What a person typed; null while the form shows what is kept. The answer may come after the first key. */
  const [draft, setDraft] = useState<{ address: string; topic: string } | null>(null)
  const { address, topic } = draft ?? { address: view?.address ?? '', topic: view?.topic ?? '' }
  const { busy, problem, run, setProblem } = useTask()
  const { problemOf, onSubmit } = useTried(checkForm(setWebhook, { address: address.trim() === '' ? null : address, ...(topic.trim() === '' ? {} : { topic: topic.trim() }) }))
  const saved = view !== null && (view.address ?? '') === address.trim() && (view.topic ?? '') === topic.trim()

  useEffect(() => {
    trpc?.notifications.webhook.query().then(setView, (error: unknown) => setProblem(problemText(error)))
  }, [trpc, setProblem])

  const change = (work: (api: ApiClient) => Promise<Webhook>) => run(() => act(async (api) => setView(await work(api))))

  return (
    <form
      noValidate
      aria-label="Webhook"
      className="border-line grid gap-3 border-t pt-3"
      onSubmit={onSubmit((input) => void change((api) => api.notifications.setWebhook.mutate(input)))}
    >
      <div>
        <h3 className="font-[550]">Webhook</h3>
        <p className="text-muted wrap-anywhere">The server posts JSON there, whether a browser is open or not: title, message, priority, tags and a link, as ntfy takes it.</p>
      </div>
      <div className="grid gap-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Field label="Address" type="url" inputMode="url" placeholder="https://ntfy.sh" value={address} onChange={(event) => setDraft({ address: event.target.value, topic })} problem={problemOf('address')} />
        <Field label="Topic" optional placeholder="for ntfy" value={topic} onChange={(event) => setDraft({ address, topic: event.target.value })} problem={problemOf('topic')} />
      </div>
      <Problem text={problem ?? view?.lastFailure?.message} />
      <p className="flex flex-wrap items-center justify-end gap-2">
        <span role="status" className="text-muted text-small mr-auto">
          {view?.lastSentAt ? `Last sent ${ago(now - Date.parse(view.lastSentAt))} ago` : ''}
        </span>
        {view?.address !== null && saved && (
          <Button disabled={busy} onClick={() => void change((api) => api.notifications.testWebhook.mutate())}>
            Send a test
          </Button>
        )}
        <Button type="submit" look={saved ? 'plain' : 'primary'} disabled={busy || saved || view === null}>
          {saved ? 'Saved' : 'Save'}
        </Button>
      </p>
    </form>
  )
}
