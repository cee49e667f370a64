import type { Health } from '../../api.ts'
import { Dot } from '../../ui/dot.tsx'

/** What is missing for DOCKER sessions, and how to mend it. Silent while the engine is well. */
export function EngineNotice({ health: { engine } }: { health: Health }) {
  if (engine.state === 'ok') return null
  return (
    <section aria-label="Docker engine" className="bg-waiting-bg text-small mx-3 mb-2 grid gap-1 rounded-lg px-3 py-2">
      <h2 className="text-waiting flex items-center gap-2 font-[550]">
        <Dot kind="waiting" />
        {engine.state === 'missing' ? 'No Docker engine here' : 'The Docker engine does not answer'}
      </h2>
      {engine.reason !== null && <p className="wrap-anywhere">{engine.reason}</p>}
      <p className="text-muted">It is noticed by itself when it answers. Sessions on this machine work meanwhile.</p>
    </section>
  )
}
