export function ensureShell(shell: 'zsh' | 'fish', options?: { log?: (line: string) => void }): void
