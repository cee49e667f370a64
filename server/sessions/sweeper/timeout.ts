// The lengths of time that follow from an idle timeout.

const minute = 60_000
const longestTickMs = 15_000
const longestNoticeMs = 5 * minute
export const defaultIdleTimeoutMinutes = 60

/** What an environment may say about idle sessions in its config. */
export type IdleSettings = {
  /** For sessions made without a timeout of their own; null = never. */
  idleTimeoutMinutes?: number | null | undefined
  /** false: no session of this environment is stopped for being idle. */
  idleStop?: boolean | undefined
}

/** The timeout that a new session gets. */
export function firstTimeoutMinutes(asked: number | null | undefined, environment: IdleSettings): number | null {
  if (asked !== undefined) return asked
  return environment.idleTimeoutMinutes === undefined ? defaultIdleTimeoutMinutes : environment.idleTimeoutMinutes
}

/** The timeout in force, in ms; null = never. `on` is the switch for the whole server. */
export function timeoutOf(sessionMinutes: number | null, environment: IdleSettings, on: boolean): number | null {
  if (!on || environment.idleStop === false || sessionMinutes === null) return null
  return sessionMinutes * minute
}

/** How long before its stop a session gets notice. */
export function noticeMs(timeoutMs: number): number {
  return Math.min(longestNoticeMs, timeoutMs / 5)
}

/** How often a session with this timeout is looked at. */
export function tickMs(timeoutMs: number | null): number {
  return timeoutMs === null ? longestTickMs : Math.min(longestTickMs, timeoutMs / 4)
}
