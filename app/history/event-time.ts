export type EventTime = { dayOf: (at: string) => string; timeOf: (at: string) => string }

/** Days and times of events; without a time zone in the reader's own. */
export function eventTime(timeZone?: string): EventTime {
  const zone = timeZone === undefined ? {} : { timeZone }
  const day = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', ...zone })
  const time = new Intl.DateTimeFormat('en', { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', ...zone })
  return { dayOf: (at) => day.format(new Date(at)), timeOf: (at) => time.format(new Date(at)) }
}
