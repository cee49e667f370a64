export function install(log?: (line: string) => void): void
export function build(log?: (line: string) => void): void
export function environment(): NodeJS.ProcessEnv
