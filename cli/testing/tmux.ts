// A terminal as a person has it, driven and read by a program: a tmux server of the test's own.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'

export type Tmux = Disposable & {
  /** Types literally, then presses Enter. */
  line: (text: string) => void
  /** Presses keys by tmux's names, such as `C-]`. */
  keys: (...names: string[]) => void
  screen: () => string[]
  /** The same with its colours and attributes, as SGR sequences. */
  coloured: () => string
  resize: (size: { cols: number; rows: number }) => void
  /** Whether the alternate screen is shown, and the cursor. */
  state: () => { alternate: boolean; cursor: boolean; mouse: boolean; at: string }
  shows: (wanted: string | RegExp) => Promise<void>
}

export function startTmux({ cols, rows, env }: { cols: number; rows: number; env: NodeJS.ProcessEnv }): Tmux {
  const socket = `claudework-test-${randomUUID()}`
  const tmux = (...argv: string[]): string => execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...argv], { env: { ...env, LANG: 'C.UTF-8' }, encoding: 'utf8' })
  tmux('new-session', '-d', '-x', String(cols), '-y', String(rows), 'PS1="local$ " sh')
  tmux('set', '-g', 'status', 'off')
  tmux('set', '-g', 'window-size', 'manual')
  tmux('resize-window', '-x', String(cols), '-y', String(rows))
  const screen = (): string[] => tmux('capture-pane', '-p').replace(/\n$/, '').split('\n')
  return {
    line: (text) => {
      tmux('send-keys', '-l', text)
      tmux('send-keys', 'Enter')
    },
    keys: (...names) => void tmux('send-keys', ...names),
    screen,
    coloured: () => tmux('capture-pane', '-e', '-p'),
    resize: (size) => void tmux('resize-window', '-x', String(size.cols), '-y', String(size.rows)),
    state: () => {
      const [alternate, cursor, mouse, at = ''] = tmux('display', '-p', '#{alternate_on} #{cursor_flag} #{mouse_any_flag} #{cursor_x},#{cursor_y}').trim().split(' ')
      return { alternate: alternate === '1', cursor: cursor === '1', mouse: mouse === '1', at }
    },
    shows: (wanted) => expect.poll(() => screen().join('\n'), { timeout: 15_000, interval: 50 }).toMatch(wanted),
    [Symbol.dispose]: () => void tmux('kill-server'),
  }
}
