import { readFileSync } from 'node:fs'

/** Memory of a process that no file backs, in kB: what it has allocated. */
export function anonymousKb(pid: number): number {
  return Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1])
}
