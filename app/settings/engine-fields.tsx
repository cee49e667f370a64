import { CheckField, Field, SelectField, TextField } from '../ui/field.tsx'
import type { DraftPart } from './environment-draft.ts'

const engines = ['usual', 'unix', 'tcp', 'ssh'] as const

/** Where the Docker engine is, and how it is reached. */
export function EngineFields({ draft, onChange, problemOf }: DraftPart) {
  const { engine } = draft
  return (
    <fieldset className="grid min-w-0 gap-3">
      <SelectField label="Docker engine" value={engine} onChange={(event) => onChange({ engine: engines.find((one) => one === event.target.value) ?? 'usual' })} problem={problemOf('engine')}>
        <option value="usual">The one claudework was started with</option>
        <option value="unix">A socket on this machine</option>
        <option value="tcp">Another machine, by TCP with TLS</option>
        <option value="ssh">Another machine, by SSH</option>
      </SelectField>
      {engine === 'unix' && <Field label="Socket" placeholder="/var/run/docker.sock" value={draft.socket} onChange={(event) => onChange({ socket: event.target.value })} problem={problemOf('engine.path')} />}
      {(engine === 'tcp' || engine === 'ssh') && (
        <div className="grid grid-cols-[minmax(0,1fr)_110px] gap-3">
          <Field label="Host" placeholder="box.example.net" value={draft.host} onChange={(event) => onChange({ host: event.target.value })} problem={problemOf('engine.host')} />
          <Field label="Port" inputMode="numeric" placeholder={engine === 'ssh' ? '22' : '2376'} value={draft.port} onChange={(event) => onChange({ port: event.target.value })} problem={problemOf('engine.port')} />
        </div>
      )}
      {engine === 'ssh' && (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="User" optional placeholder="as ~/.ssh/config says" value={draft.user} onChange={(event) => onChange({ user: event.target.value })} problem={problemOf('engine.user')} />
          <Field label="Key file" optional placeholder="the SSH agent's, or ~/.ssh/config's" value={draft.identityFile} onChange={(event) => onChange({ identityFile: event.target.value })} problem={problemOf('engine.identityFile')} />
        </div>
      )}
      {engine === 'tcp' && (
        <>
          <CheckField checked={draft.tls} onCheck={(tls) => onChange({ tls })}>
            TLS, with a certificate on both sides. Without it only an engine on this machine is taken.
          </CheckField>
          {draft.tls &&
            (['ca', 'cert', 'key'] as const).map((which) => (
              <TextField key={which} mono rows={1} label={tlsWords[which]} hint="A PEM text, or the path of a PEM file on this machine." value={draft[which]} onChange={(event) => onChange({ [which]: event.target.value })} problem={problemOf(`engine.tls.${which}`)} />
            ))}
        </>
      )}
    </fieldset>
  )
}

const tlsWords = { ca: 'Certificate authority', cert: 'Certificate', key: 'Key' } as const
