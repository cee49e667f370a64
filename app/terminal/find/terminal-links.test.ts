import { Terminal } from '@xterm/headless'
import { expect, test } from 'vitest'
import { watchLinks } from './terminal-links.ts'

const written = (terminal: Terminal, text: string) => new Promise<void>((resolve) => { terminal.write(text, resolve) })

test('A44: links are listed by where they lead: over wrapped lines, behind other words, each once, and none off the web', async () => {
  const terminal = new Terminal({ allowProposedApi: true, cols: 20, rows: 6 })
  const { list } = watchLinks(terminal)
  await written(terminal, 'see https://a.example/x.\r\n')
  await written(terminal, '\u001b]8;;https://hidden.example/\u0007words\u001b]8;;\u0007 \u001b]8;;javascript:alert(1)\u0007no\u001b]8;;\u0007\r\n')
  await written(terminal, 'long (https://b.example/a/path/over/two/lines?x=1) and HTTPS://A.example/x\r\n')
  expect(list()).toEqual(['https://a.example/x', 'https://b.example/a/path/over/two/lines?x=1', 'https://hidden.example/'])
})
