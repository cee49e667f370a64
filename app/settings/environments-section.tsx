import { useState } from 'react'
import type { Environment } from '../api.ts'
import { useFrame } from '../frame-data.ts'
import { chosenEnvironment } from '../sessions/new/session-draft.ts'
import { useSessions } from '../sessions/sessions-provider.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { draftOf, emptyEnvironment } from './environment-draft.ts'
import { EnvironmentForm } from './environment-form.tsx'
import { EnvironmentItem } from './environment-item.tsx'
import { Section } from './section.tsx'
import { useAct } from './use-act.ts'

/** Where sessions run. */
export function EnvironmentsSection() {
  const { environments } = useFrame()
  const sessions = useSessions()
  const act = useAct()
  const [edited, setEdited] = useState<Environment | 'new' | null>(null)
  const known = edited === 'new' ? null : edited
  const taken = chosenEnvironment({ environmentId: null }, environments)
  const close = () => setEdited(null)
  return (
    <Section title="Environments" text="Where sessions run, and with what. A new session takes the default." action={<Button onClick={() => setEdited('new')}>Add…</Button>}>
      <ul>
        {environments.map((environment) => (
          <EnvironmentItem key={environment.id} environment={environment} taken={environment.id === taken?.id} sessions={sessions.filter(({ environmentId }) => environmentId === environment.id).length} act={act} onEdit={() => setEdited(environment)} />
        ))}
      </ul>
      {edited !== null && (
        <Dialog open onOpenChange={close} title={known ? `Settings of “${known.name}”` : 'New environment'}>
          <EnvironmentForm
            start={known ? draftOf(known) : emptyEnvironment}
            isNew={known === null}
            running={sessions.filter(({ environmentId, status }) => known !== null && environmentId === known.id && status === 'running').length}
            onCancel={close}
            onSave={async (input) => {
              const wrong = await act(async (trpc) => {
                if (known) await trpc.environments.update.mutate({ id: known.id, name: input.name, config: input.config })
                else await trpc.environments.create.mutate(input)
              })
              if (wrong === null) close()
              return wrong
            }}
          />
        </Dialog>
      )}
    </Section>
  )
}
