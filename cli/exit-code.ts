import { constants } from 'node:os'

/** What a shell would say of a program that ended so. */
export function exitCodeOf({ code, signal }: { code: number | null; signal: string | null }): number {
  if (signal === null) return code ?? 1
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1]
  return number === undefined ? 1 : 128 + number
}
