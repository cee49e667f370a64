import type { HistoryEvent } from '../api.ts'

type Words = { done: string; failed: string; cancelled: string }

const deeds: Record<string, Words> = {
  create: { done: 'Created', failed: 'Creation failed', cancelled: 'Creation cancelled' },
  start: { done: 'Started', failed: 'Did not start', cancelled: 'Start cancelled' },
  stop: { done: 'Stopped', failed: 'Did not stop', cancelled: 'Stop cancelled' },
  restart: { done: 'Restarted', failed: 'Restart failed', cancelled: 'Restart cancelled' },
  recreate: { done: 'Made anew', failed: 'Could not be made anew', cancelled: 'Making it anew was cancelled' },
  'restart-agent': { done: 'Agent restarted', failed: 'The agent did not restart', cancelled: 'Restart of the agent cancelled' },
  remove: { done: 'Deleted', failed: 'Could not be deleted', cancelled: 'Deletion cancelled' },
}

const happenings: Record<string, string> = {
  change: 'Changed',
  ended: 'Ended',
  'out of memory': 'Out of memory',
  'removed outside': 'Removed outside claudework',
  'found running': 'Found running',
  'found again': 'Found again',
  'backup restored': 'A backup was restored',
  'cleared away': 'Cleared away',
  'database recovered': 'The database was damaged',
  'server start': 'claudework started',
  'server held up': 'claudework was held up',
  'engine answers': 'The Docker engine answers',
  'engine away': 'The Docker engine does not answer',
}

const actors: Record<HistoryEvent['actor'], string> = {
  user: 'by you', sweeper: 'by the idle sweeper', engine: 'told by the engine', boot: 'at the start of claudework', claudework: 'by claudework',
}

/** An event in words; one that a newer server tells of in its own. */
export function eventWords({ what, result, actor }: Pick<HistoryEvent, 'what' | 'result' | 'actor'>): { title: string; by: string | null } {
  const deed = Object.hasOwn(deeds, what) ? deeds[what] : undefined
  const known = deed?.[result] ?? (Object.hasOwn(happenings, what) ? happenings[what] : undefined)
  // What the engine or the server itself says needs no "by".
  const by = deed || what === 'change' ? actors[actor] : null
  return { title: known ?? `${what.charAt(0).toUpperCase()}${what.slice(1)}`, by }
}
