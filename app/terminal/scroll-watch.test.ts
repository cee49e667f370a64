import { Terminal } from '@xterm/headless'
import { expect, test } from 'vitest'
import { watchScroll, type Scrolled } from './scroll-watch.ts'

type Rendered = Parameters<typeof watchScroll>[0]['onRender']
const written = (terminal: Terminal, text: string) => new Promise<void>((resolve) => { terminal.write(text, resolve) })

test('who scrolls back hears of new output, and that it is over at the end', async () => {
  const terminal = new Terminal({ allowProposedApi: true, cols: 20, rows: 4 })
  const told: Scrolled[] = []
  let render = (): void => undefined
  const onRender: Rendered = (listener) => {
    render = () => { listener({ start: 0, end: 3 }) }
    return { dispose: () => undefined }
  }
  const { buffer, onLineFeed, onWriteParsed } = terminal
  watchScroll({ buffer, onLineFeed, onWriteParsed, onRender }, (scrolled) => told.push(scrolled))
  await written(terminal, 'one\r\ntwo\r\nthree\r\nfour\r\nfive\r\nsix')
  render()
  expect(told).toEqual([])
  terminal.scrollLines(-1)
  render()
  expect(told).toEqual([{ news: false }])
  await written(terminal, ' and more of the line')
  // Out of sight, so nothing is drawn.
  await written(terminal, '\r\nseven')
  expect(told).toEqual([{ news: false }, { news: true }])
  terminal.scrollToBottom()
  render()
  expect(told.at(-1)).toBeNull()
  terminal.scrollLines(-1)
  render()
  expect(told.at(-1)).toEqual({ news: false })
})
