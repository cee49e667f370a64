/** "4s", "12m", "3h", "2d": how long ago, in one glance. */
export function ago(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 60) return `${String(seconds)}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${String(minutes)}m`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${String(hours)}h` : `${String(Math.floor(hours / 24))}d`
}

/** "0.4 s", "12 s", "2 min 5 s": how long a step took. */
export function took(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${String(whole)} s`
  return `${String(Math.floor(whole / 60))} min ${String(whole % 60)} s`
}

/** "45 seconds", "1 minute", "60 minutes": a timeout in words. */
export function minutesInWords(minutes: number): string {
  if (minutes < 1) return `${String(Math.round(minutes * 60))} seconds`
  const rounded = Math.round(minutes * 10) / 10
  return rounded === 1 ? '1 minute' : `${String(rounded)} minutes`
}
