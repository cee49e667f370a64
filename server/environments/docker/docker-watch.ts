import type { Engine } from '../../docker/engine.ts'
import type { EngineEvent } from '../../docker/events.ts'
import type { Outage } from './container-exit.ts'
import { label } from './labels.ts'

/** What happens to a container that can change what its session shows. Processes started in it are not among them. */
const telling = new Set(['create', 'start', 'die', 'stop', 'kill', 'oom', 'pause', 'unpause', 'destroy', 'rename'])
const keptOutages = 20

/** Follows the engine's events of one instance, and remembers when the engine was away. */
export function createDockerWatch(engine: Engine, instance: string) {
  const outages: Outage[] = []
  let start: Promise<number | null> | null = null

  return {
    outages,
    /** When the engine was started last; null = that is not known. */
    engineStartedAt(): Promise<number | null> {
      start ??= engine.startedAt().catch(() => {
        start = null // asked again at the next look
        return null
      })
      return start
    },
    watch(onChange: (sessionId: string | null) => void, onOutOfMemory: (sessionId: string, event: EngineEvent) => void): () => void {
      let open: Outage | null = null
      const events = engine.watch({
        labels: [`${label.instance}=${instance}`, label.session],
        onEvent: (event) => {
          const { action, attributes } = event
          const sessionId = attributes[label.session]
          if (sessionId !== undefined && action === 'oom') onOutOfMemory(sessionId, event)
          if (sessionId !== undefined && telling.has(action)) onChange(sessionId)
        },
        onConnected: () => {
          if (open) open.to = Date.now()
          open = null
          onChange(null)
        },
        onLost: () => {
          start = null
          open = { from: Date.now(), to: Number.POSITIVE_INFINITY }
          outages.push(open)
          if (outages.length > keptOutages) outages.shift()
          onChange(null)
        },
      })
      return () => { events.stop() }
    },
  }
}
