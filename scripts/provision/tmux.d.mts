export function ensureTmux(options?: { log?: (line: string) => void }): void
