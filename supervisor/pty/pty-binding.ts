import { createRequire } from 'node:module'

/**
 * node-pty's native part. Its JavaScript is left out: it destroys the master 200 ms after the child's exit with what is still
 * unread in it, sets no IUTF8 for binary streams, and finds its binary by folders that a bundle does not have.
 */
export type PtyBinding = {
  fork(
    file: string, args: string[], env: string[], cwd: string, cols: number, rows: number,
    uid: number, gid: number, utf8: boolean, helperPath: string, onExit: (code: number, signal: number) => void,
  ): { fd: number; pid: number; pty: string }
  resize(fd: number, cols: number, rows: number, pixelWidth: number, pixelHeight: number): void
  /** Program name (argv[0]) of the foreground process group. */
  process(fd: number, pty: string): string | undefined
}

export function loadPtyBinding(path: string): PtyBinding {
  return createRequire(path)(path) as PtyBinding
}
