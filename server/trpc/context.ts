import type { Auth } from '../auth/auth.ts'
import type { GitHosts } from '../environments/credentials/git-hosts.ts'
import type { Environments } from '../environments/environments.ts'
import type { Health } from '../health.ts'
import type { Webhook } from '../notifications/webhook.ts'
import type { Backups } from '../storage/backups.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Flow } from './flow.ts'

/** Who calls: a program with the token, the page with both halves of a sign-in, a page load with the cookie alone, or nobody. */
export type Caller = { via: 'token' | 'both' | 'cookie' | 'nobody'; signInId: string | null }

export type Rooms = { auth: Auth; sessions: Sessions; environments: Environments; gitHosts: GitHosts; health: Health; webhook: Webhook; backups: Backups }

export type Context = Rooms & {
  caller: Caller
  /** Set on HTTP only: how `auth.exchange` hands out the cookie. */
  setCookie: ((value: string) => void) | null
  userAgent: string
  /** What the caller's line takes, on WebSocket only. */
  flow: Flow | null
}
