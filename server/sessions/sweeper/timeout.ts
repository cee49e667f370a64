// The lengths of time that follow from an idle timeout.

const minute = 60_000
const longestTickMs = 15_000
const longestNoticeMs = 5 * minute

/** The timeout in force, in ms; null = never. `on` is the switch for the whole server. */
export function timeoutOf(sessionMinutes: number | null, on: boolean): number | null {
  return on && sessionMinutes !== null ? sessionMinutes * minute : null
}

/** How long before its stop a session gets notice. */
export function noticeMs(timeoutMs: number): number {
  return Math.min(longestNoticeMs, timeoutMs / 5)
}

/** How often a session with this timeout is looked at. */
export function tickMs(timeoutMs: number | null): number {
  return timeoutMs === null ? longestTickMs : Math.min(longestTickMs, timeoutMs / 4)
}
