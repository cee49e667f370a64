import { print, type Io } from './io.ts'

/** Prints what came back: as JSON where that was asked for, else as a person reads it, line ends included. */
export function printAnswer({ io, flags }: { io: Io; flags: { json?: boolean | undefined } }, value: unknown, text: string): Promise<void> {
  return print(io.stdout, flags.json ? `${JSON.stringify(value, null, 2)}\n` : text)
}
