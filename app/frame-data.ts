import { createContext, use } from 'react'
import type { Environment, Health } from './api.ts'
import type { SessionDraft } from './sessions/new/session-draft.ts'

/** What every view inside the frame may need of the whole. */
export type FrameData = { health: Health; environments: readonly Environment[]; openNewSession: (start: Partial<SessionDraft>) => void }

export const FrameContext = createContext<FrameData | null>(null)

export function useFrame(): FrameData {
  const frame = use(FrameContext)
  if (!frame) throw new Error('useFrame() outside the frame')
  return frame
}
