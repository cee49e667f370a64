import { accessSync, constants, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { Refusal } from '../wire/refusal.ts'

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What a program in a terminal may count on, unless it was given otherwise. */
const terminalEnv = { LANG: 'C.UTF-8', TERM: 'xterm-256color', COLORTERM: 'truecolor', PATH: defaultPath }

export function environmentOf(env: Record<string, string>): Record<string, string> {
  return { ...terminalEnv, ...env }
}

/** The first command whose program exists, with the program's path in full. */
export function firstThatExists(commands: string[][], env: Record<string, string>): string[] {
  for (const [name = '', ...args] of commands) {
    const path = pathOf(name, env.PATH ?? defaultPath)
    if (path) return [path, ...args]
  }
  const names = commands.map(([name = '']) => name).join(', ')
  throw new Refusal('precondition', `None of these programs exists here: ${names}. Install one, or choose another agent.`)
}

export function checkFolder(path: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new Refusal('precondition', `There is no folder ${path} to start in.`)
}

function pathOf(name: string, path: string): string | null {
  if (name === '') return null
  const candidates = name.includes('/') ? [name] : path.split(':').filter(isAbsolute).map((folder) => join(folder, name))
  return candidates.find(isProgram) ?? null
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    // Not there, or not ours to run: the next candidate.
    return false
  }
}
