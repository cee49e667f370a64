import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { endTree, treeVariable } from './process-tree.ts'
import { loadPtyBinding } from '../pty/pty-binding.ts'
import { PtyRounds } from '../pty/pty-rounds.ts'
import { openPty } from '../pty/pty.ts'

const packageFolder = dirname(createRequire(import.meta.url).resolve('node-pty/package.json'))
const binding = loadPtyBinding(join(packageFolder, 'prebuilds', `${process.platform}-${process.arch}`, 'pty.node'))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cw-tree-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Children that get away from a plain hang-up, each writing its pid to a file. */
const escapes: Record<string, string> = {
  'a child that ignores SIGHUP and SIGTERM': `(trap '' HUP TERM; echo $BASHPID > $DIR/child; while :; do read -t 1 <> <(:); done) & wait`,
  'a double fork': `( (echo $BASHPID > $DIR/child; exec sleep 1000) & ) ; sleep 1000`,
  'a daemon in a session of its own': `setsid -f bash -c 'echo $$ > $DIR/child; exec sleep 1000' < /dev/null > /dev/null 2>&1; sleep 1000`,
}

test.each(Object.entries(escapes))('the end of a terminal ends %s', async (_, script) => {
  const marker = `test.${String(Math.random()).slice(2)}`
  const pty = openPty({ binding, rounds: new PtyRounds() }, { argv: ['/bin/bash', '-c', script], cwd: '/', env: { PATH: process.env.PATH ?? '', DIR: folder, [treeVariable]: marker }, cols: 80, rows: 24 }, { onData: () => undefined, onExit: () => undefined })
  await expect.poll(() => pidIn(join(folder, 'child'))).toBeGreaterThan(0)
  const child = pidIn(join(folder, 'child'))
  expect(isAlive(child)).toBe(true)
  await endTree({ pid: pty.pid, marker })
  expect(isAlive(child)).toBe(false)
  expect(isAlive(pty.pid)).toBe(false)
})

test('other processes live on', async () => {
  const marker = `test.${String(Math.random()).slice(2)}`
  const env = { PATH: process.env.PATH ?? '' }
  const ended = openPty({ binding, rounds: new PtyRounds() }, { argv: ['/bin/sleep', '100'], cwd: '/', env: { ...env, [treeVariable]: marker }, cols: 80, rows: 24 }, { onData: () => undefined, onExit: () => undefined })
  const other = openPty({ binding, rounds: new PtyRounds() }, { argv: ['/bin/sleep', '100'], cwd: '/', env: { ...env, [treeVariable]: `${marker}0` }, cols: 80, rows: 24 }, { onData: () => undefined, onExit: () => undefined })
  await endTree({ pid: ended.pid, marker })
  expect(isAlive(other.pid)).toBe(true)
  await endTree({ pid: other.pid, marker: `${marker}0` })
})

// As a fork looks before it has a session and an environment of its own.
test('a program that is only just being started is ended', async () => {
  const started = spawn('/bin/sleep', ['1000'])
  const pid = Number(started.pid)
  await endTree({ pid, marker: 'test.none' })
  expect(isAlive(pid)).toBe(false)
})

test('F19 terminals that end give their descriptors back', async () => {
  const before = countDescriptors()
  for (let i = 0; i < 20; i++) {
    await new Promise<void>((resolve) => {
      openPty({ binding, rounds: new PtyRounds() }, { argv: ['/bin/true'], cwd: '/', env: {}, cols: 80, rows: 24 }, { onData: () => undefined, onExit: () => resolve() })
    })
  }
  await expect.poll(countDescriptors).toBeLessThanOrEqual(before + 1)
})

function countDescriptors(): number {
  return readdirSync('/proc/self/fd').length
}
function pidIn(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'))
  } catch {
    return 0
  }
}
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))
  } catch {
    return false
  }
}
