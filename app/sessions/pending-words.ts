import type { Session } from '../api.ts'

type Pending = Session['settingsPending'][number]

const when: Record<Pending['applies'], (plural: boolean) => string> = {
  'next start': (plural) => (plural ? 'apply at next start' : 'applies at next start'),
  recreate: (plural) => (plural ? 'apply when its container is made anew' : 'applies when its container is made anew'),
  'new sessions': (plural) => (plural ? 'apply to new sessions' : 'applies to new sessions'),
}

/** "memory, cpus apply at next start": what was changed in the environment and is not yet so here. null where nothing is. */
export function pendingWords(pending: readonly Pending[]): string | null {
  const parts = (['next start', 'recreate', 'new sessions'] as const).flatMap((applies) => {
    const settings = pending.filter((one) => one.applies === applies).map(({ setting }) => setting)
    return settings.length === 0 ? [] : [`${settings.join(', ')} ${when[applies](settings.length > 1)}`]
  })
  return parts.length === 0 ? null : parts.join('; ')
}

/** What to do about a supervisor from before an upgrade. */
export function outdatedWords({ environmentKind }: Pick<Session, 'environmentKind'>): string {
  const price = environmentKind === 'DOCKER' ? ' in a new container; its work and home stay' : ''
  return `its supervisor is from before an upgrade: restart this session to get the new one${price}`
}
