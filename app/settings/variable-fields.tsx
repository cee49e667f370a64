import { Button } from '../ui/button.tsx'
import { inputClass } from '../ui/field.tsx'
import { Icon } from '../ui/icon.tsx'
import type { DraftPart } from './environment-draft.ts'

/** Variables of the sessions, a row each. */
export function VariableFields({ draft: { env }, onChange, problemOf }: DraftPart) {
  const change = (index: number, part: Partial<{ name: string; value: string }>) => onChange({ env: env.map((one, at) => (at === index ? { ...one, ...part } : one)) })
  const problem = problemOf('env')
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="mb-1.5">
        <span className="font-[550]">Variables</span> <span className="text-muted">optional</span>
      </legend>
      {env.map(({ name, value }, index) => (
        <div key={index} className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] gap-2">
          <input className={`${inputClass} font-mono text-small`} aria-label={`Name of variable ${String(index + 1)}`} placeholder="NAME" autoCapitalize="off" spellCheck={false} value={name} onChange={(event) => change(index, { name: event.target.value })} />
          <textarea rows={1} className={`${inputClass} field-sizing-content h-auto! max-h-32 min-h-[34px] resize-none py-[7px] font-mono text-small`} aria-label={`Value of variable ${String(index + 1)}`} placeholder="value" spellCheck={false} value={value} onChange={(event) => change(index, { value: event.target.value })} />
          <Button look="quiet" className="h-[34px]" aria-label={`Remove variable ${name || String(index + 1)}`} onClick={() => onChange({ env: env.filter((_, at) => at !== index) })}>
            <Icon name="cross" />
          </Button>
        </div>
      ))}
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button onClick={() => onChange({ env: [...env, { name: '', value: '' }] })}>
          <Icon name="plus" /> Variable
        </Button>
        <span className={`text-small min-w-0 flex-1 wrap-anywhere ${problem === undefined ? 'text-muted' : 'text-error'}`}>{problem ?? 'No secrets: whoever is signed in reads them here.'}</span>
      </p>
    </fieldset>
  )
}
