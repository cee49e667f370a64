export function ensureNode22(options?: { log?: (line: string) => void; dir?: string }): string
