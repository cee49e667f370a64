import { useState } from 'react'
import type { CheckPart, Environment } from '../api.ts'
import type { Attempt } from '../connection/use-attempt.ts'
import { Button } from '../ui/button.tsx'
import { Dot } from '../ui/dot.tsx'
import { Icon } from '../ui/icon.tsx'
import { Problem } from '../ui/problem.tsx'
import { useTask } from '../ui/use-task.ts'

type EnvironmentItemProps = { environment: Environment; /** A new session goes there unless it says otherwise. */ taken: boolean; sessions: number; act: Attempt; onEdit: () => void }

/** One environment: whether it is ready, what it is, and what can be done with it. What it refuses is said in its place. */
export function EnvironmentItem({ environment, taken, sessions, act, onEdit }: EnvironmentItemProps) {
  const { id, name, kind, isDefault, ready, reason } = environment
  const [checked, setChecked] = useState<{ ok: boolean; parts: readonly CheckPart[] } | null>(null)
  const [checking, setChecking] = useState(false)
  const { busy, problem, run } = useTask()
  const [removing, setRemoving] = useState(false)

  async function check(): Promise<void> {
    setChecking(true)
    await run(() => act(async (trpc) => setChecked(await trpc.environments.check.mutate({ id }))))
    setChecking(false)
  }

  return (
    <li aria-label={name} className="border-line grid min-w-0 gap-2 border-t py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="flex min-w-0 flex-1 basis-[200px] items-center gap-2">
          <Dot kind={ready ? 'live' : 'error'} />
          <span className="truncate font-[550]">{name}</span>
          <span className="text-muted text-small font-mono">{kind}</span>
          {isDefault && <span className="text-done text-small">default</span>}
          {!isDefault && taken && <span className="text-muted text-small truncate">taken for new sessions</span>}
        </p>
        <span className="flex flex-wrap gap-1">
          {!isDefault && (
            <Button look="quiet" disabled={busy} onClick={() => void run(() => act((trpc) => trpc.environments.update.mutate({ id, isDefault: true })))}>
              Make default
            </Button>
          )}
          <Button disabled={busy} onClick={() => void check()}>
            {checking ? 'Checking…' : 'Check'}
          </Button>
          <Button onClick={onEdit}>Edit…</Button>
          <Button look="quiet" disabled={busy} onClick={() => setRemoving(true)}>
            Remove
          </Button>
        </span>
      </div>
      <p className="text-muted text-small wrap-anywhere">
        {ready ? 'Ready' : (reason ?? 'Not ready')}
        {sessions > 0 && ` · ${String(sessions)} session${sessions === 1 ? '' : 's'}`}
      </p>
      {removing && (
        <p className="flex flex-wrap items-center justify-end gap-2">
          <span className="mr-auto">Remove “{name}”? Its settings are gone then.</span>
          <Button onClick={() => setRemoving(false)}>Keep it</Button>
          <Button
            look="danger"
            onClick={() => {
              setRemoving(false)
              void run(() => act((trpc) => trpc.environments.remove.mutate({ id })))
            }}
          >
            Remove it
          </Button>
        </p>
      )}
      <Problem text={problem} />
      {checked && (
        <ul aria-label={`Check of ${name}`} className="grid gap-1.5">
          {checked.parts.map(({ what, ok, message, fix }) => (
            <li key={what} className="grid grid-cols-[20px_minmax(0,1fr)] gap-x-1">
              <Icon name={ok ? 'check' : 'cross'} className={`mt-0.5 ${ok ? 'text-done' : 'text-error'}`} />
              <span className="wrap-anywhere">
                <span className="sr-only">{ok ? 'Well: ' : 'Not well: '}</span>
                <span className="font-[550]">{what}</span> <span className="text-muted">{message}</span>
                {fix !== null && <span className="block">{fix}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}
