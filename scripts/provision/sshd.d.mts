export function ensureSshd(options?: { log?: (line: string) => void }): string
