import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where a program of this name is on a PATH, or null. */
export function programOnPath(name: string, path: string | undefined): string | null {
  return (path ?? '').split(delimiter).filter(Boolean).map((folder) => join(folder, name)).find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false // not there, or not for us: the answer that was asked for
  }
}
