// What a session's folder tells of itself, beside its work and state: what a lost database is made again from.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../../replace-file.ts'
import type { Environment, FoundPlace, Place } from '../adapter.ts'
import { hostState, type HostState } from './host-state.ts'

const record = z.object({
  sessionId: z.string().regex(/^[0-9a-f]{32}$/),
  name: z.string(),
  repoUrl: z.string(),
  branch: z.string().nullable(),
  agent: z.string().nullable(),
  environmentId: z.string(),
  state: hostState,
})

const fileName = 'session.json'

export function writeRecord(place: Place, state: HostState): void {
  const { sessionId, name, repoUrl, branch, agent = null, environment } = place
  if (existsSync(state.folder)) replaceFile(join(state.folder, fileName), JSON.stringify({ sessionId, name, repoUrl, branch, agent, environmentId: environment.id, state }))
}

/** The sessions of a folder of sessions. A folder that tells nothing, or of another place than where it is, is passed over. */
export function recordedPlaces(sessionsFolder: string, environment: Environment): FoundPlace[] {
  if (!existsSync(sessionsFolder)) return []
  return readdirSync(sessionsFolder).flatMap((name): FoundPlace[] => {
    const file = join(sessionsFolder, name, fileName)
    if (!existsSync(file)) return []
    const told = record.safeParse(parsed(readFileSync(file, 'utf8')))
    if (!told.success || told.data.sessionId !== name || told.data.state.folder !== join(sessionsFolder, name)) return []
    const { environmentId, ...rest } = told.data
    return [{ ...rest, environmentId: environmentId || environment.id, cloned: existsSync(join(sessionsFolder, name, 'work', '.git')) }]
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Torn: its folder tells nothing.
    return null
  }
}
