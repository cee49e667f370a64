import { Field, SelectField, TextField } from '../ui/field.tsx'
import type { DraftPart } from './environment-draft.ts'

const sources = ['usual', 'image', 'dockerfile'] as const

/** What sessions find in their container. */
export function ImageFields({ draft, onChange, problemOf }: DraftPart) {
  const { source } = draft
  return (
    <div className="grid min-w-0 gap-3">
      <SelectField label="Image" value={source} onChange={(event) => onChange({ source: sources.find((one) => one === event.target.value) ?? 'usual' })}>
        <option value="usual">The session image: git, Node 22 and Claude Code</option>
        <option value="image">Another image</option>
        <option value="dockerfile">A Dockerfile of my own</option>
      </SelectField>
      {source === 'image' && <Field label="Its name" placeholder="ghcr.io/acme/tools:3" hint="Any image works, even one without git or a shell of its own." value={draft.image} onChange={(event) => onChange({ image: event.target.value })} problem={problemOf('image')} />}
      {source === 'dockerfile' && (
        <TextField mono rows={5} label="Dockerfile" placeholder={'FROM claudework-session\nRUN apt-get update && apt-get install -y ripgrep'} hint="Built without other files; FROM claudework-session is the session image." value={draft.dockerfile} onChange={(event) => onChange({ dockerfile: event.target.value })} problem={problemOf('dockerfile')} />
      )}
    </div>
  )
}
