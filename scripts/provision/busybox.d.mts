export function ensureBusybox(options?: { log?: (line: string) => void }): string
export function appletsOf(busybox: string): string[]
