import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { loadPtyBinding } from './pty-binding.ts'
import { PtyRounds } from './pty-rounds.ts'
import { openPty, type Pty, type PtyExit } from './pty.ts'

const packageFolder = dirname(createRequire(import.meta.url).resolve('node-pty/package.json'))
const binding = loadPtyBinding(join(packageFolder, 'prebuilds', `${process.platform}-${process.arch}`, 'pty.node'))

function run(script: string): { pty: Pty; text: () => string; until: (holds: (text: string) => boolean) => Promise<void>; exit: Promise<PtyExit> } {
  let text = ''
  let look = (): void => undefined
  const { promise: exit, resolve } = Promise.withResolvers<PtyExit>()
  const pty = openPty({ binding, rounds: new PtyRounds() }, { argv: ['/bin/bash', '-c', script], cwd: '/', env: { PATH: process.env.PATH ?? '' }, cols: 80, rows: 24 }, {
    onData: (chunk) => {
      text += chunk.toString('latin1')
      look()
    },
    onExit: resolve,
  })
  return {
    pty,
    text: () => text,
    until: (holds) => new Promise((found) => {
      look = () => { if (holds(text)) found() }
      look()
    }),
    exit,
  }
}

test('a key is echoed where no round ever comes', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { pty, until, exit } = run('stty -icanon; printf ready; exec cat > /dev/null')
    let wanted = 'ready'
    await until((text) => text === wanted)
    for (const key of 'the quick brown fox') {
      wanted += key
      pty.hurry()
      await pty.input.push(Buffer.from(key))
      await until((text) => text === wanted)
    }
    process.kill(pty.pid, 'SIGKILL')
    await exit
  } finally {
    vi.useRealTimers()
  }
})

test('F36 what a program prints line by line is handed over before its exit, to the last byte, 20 times', async () => {
  const wanted = Array.from({ length: 400 }, (_, number) => `${String(number)}\r\n`).join('')
  for (let round = 0; round < 20; round++) {
    const { text, exit } = run('for ((i = 0; i < 400; i++)); do printf "%d\\n" $i; done; exit 3')
    expect(await exit).toEqual({ code: 3, signal: null })
    expect(text()).toBe(wanted)
  }
})

test('a program that was held while it was left alone goes on with the next byte', async () => {
  const { pty, text, until, exit } = run('stty -echo -icanon; printf a; read -n 1 -s; for ((i = 0; i < 2000; i++)); do printf "%d\\n" $i; done; read -n 1 -s')
  await until((seen) => seen === 'a')
  await pty.input.push(Buffer.from('x'))
  await until((seen) => seen.includes('99\r\n'))
  pty.pause()
  pty.resume()
  await until((seen) => seen.endsWith('1999\r\n'))
  expect(text()).toBe(`a${Array.from({ length: 2000 }, (_, number) => `${String(number)}\r\n`).join('')}`)
  await pty.input.push(Buffer.from('x'))
  await exit
})
