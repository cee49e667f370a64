export function ensureSystemdAnalyze(options?: { log?: (line: string) => void }): void
