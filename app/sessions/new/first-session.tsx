import { useId, useState } from 'react'
import { useFrame } from '../../frame-data.ts'
import { Button } from '../../ui/button.tsx'
import { inputClass } from '../../ui/field.tsx'
import { checkDraft, chosenEnvironment, emptyDraft } from './session-draft.ts'
import { useCreateSession } from './use-create-session.ts'

/** The first page is a repository box: paste, press Enter, watch. */
export function FirstSession({ title }: { title: string }) {
  const { health, environments, openNewSession } = useFrame()
  const [repoUrl, setRepoUrl] = useState('')
  const [tried, setTried] = useState(false)
  const { create, creating, problem } = useCreateSession()
  const id = useId()
  const { input, problems } = checkDraft({ ...emptyDraft, repoUrl }, { gitProtocols: health.gitProtocols, environments })
  const wrong = problem ?? (tried ? Object.values(problems)[0] : undefined)
  const place = chosenEnvironment({ environmentId: null }, environments)

  return (
    <form
      noValidate
      className="grid w-full max-w-[420px] gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (input !== null) void create(input)
      }}
    >
      <h1 className="text-large font-semibold tracking-[-0.015em]">{title}</h1>
      <p className="text-muted">
        claudework clones it into {place?.kind === 'HOST' ? 'a folder' : 'a container'} of its own and opens a terminal with Claude Code in it. Close the tab whenever you like: it keeps running, and you come
        back to the same screen.
      </p>
      <label htmlFor={id} className="sr-only">
        Repository
      </label>
      <div className="flex items-start gap-2">
        <input
          id={id}
          className={inputClass}
          type="url"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          placeholder="https://github.com/owner/name"
          value={repoUrl}
          onChange={(event) => setRepoUrl(event.target.value)}
          aria-invalid={wrong !== undefined}
          aria-describedby={`${id}-below`}
        />
        <Button look="primary" type="submit" disabled={creating} className="h-[34px]">
          {creating ? 'Starting…' : 'Start'}
        </Button>
      </div>
      <p id={`${id}-below`} className={`text-small min-h-[18px] wrap-anywhere ${wrong === undefined ? 'text-faint' : 'text-error'}`}>
        {wrong ?? <EngineLine />}
      </p>
      <p className="text-small">
        <button type="button" className="text-muted hover:text-text underline underline-offset-2" onClick={() => openNewSession({ repoUrl })}>
          Choose branch, name and place
        </button>
      </p>
    </form>
  )
}

function EngineLine() {
  const { engine, disk } = useFrame().health
  const free = `${String(Math.floor(disk.free / 1e9))} GB free`
  return <>{engine.state === 'ok' ? `Docker${engine.version === null ? '' : ` ${engine.version}`} is running · ${free}` : `Runs on this machine until Docker is there · ${free}`}</>
}
