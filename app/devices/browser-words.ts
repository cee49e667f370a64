const browsers: readonly [RegExp, string][] = [[/Edg\//, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\/|FxiOS\//, 'Firefox'], [/Chrome\/|CriOS\//, 'Chrome'], [/Safari\//, 'Safari']]
const systems: readonly [RegExp, string][] = [[/Android/, 'Android'], [/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Mac OS X/, 'macOS'], [/Windows/, 'Windows'], [/CrOS/, 'ChromeOS'], [/Linux/, 'Linux']]

/** "Firefox on Android": what a person calls a browser, from what it says of itself. */
export function browserWords(userAgent: string): string {
  const nameIn = (known: readonly [RegExp, string][]): string | undefined => known.find(([pattern]) => pattern.test(userAgent))?.[1]
  const browser = nameIn(browsers)
  const system = nameIn(systems)
  if (browser === undefined) return userAgent.slice(0, 60) || 'A browser'
  return system === undefined ? browser : `${browser} on ${system}`
}
