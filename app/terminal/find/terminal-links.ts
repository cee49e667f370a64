import type { Terminal } from '@xterm/xterm'
import { linkTarget } from './link-target.ts'

const lines = 500
const most = 30
const address = /https?:\/\/[^\s"'!*(){}|\\^<>`]*[^\s"':,.!?{}|\\^~[\]`()<>]/gi

/** The links of a terminal, for who has no mouse: those that it shows, and those behind other words that programs have printed. */
export function watchLinks(terminal: Pick<Terminal, 'buffer' | 'parser'>): { list: () => string[]; stop: () => void } {
  let named: string[] = []
  const osc8 = terminal.parser.registerOscHandler(8, (data) => {
    const url = linkTarget(data.slice(data.indexOf(';') + 1))
    if (url !== null) named = [url, ...named.filter((one) => one !== url)].slice(0, most)
    // The terminal itself reads it, too.
    return false
  })
  return {
    /** Where they lead, the newest first. */
    list: () => [...new Set([...addressesIn(terminal.buffer.active), ...named])].slice(0, most),
    stop: () => osc8.dispose(),
  }
}

function addressesIn(buffer: Terminal['buffer']['active']): string[] {
  const found: string[] = []
  let text = ''
  for (let at = buffer.length - 1; at >= Math.max(0, buffer.length - lines); at--) {
    const line = buffer.getLine(at)
    if (!line) continue
    text = line.translateToString(!text) + text
    if (line.isWrapped) continue
    for (const [uri] of [...text.matchAll(address)].reverse()) {
      const url = linkTarget(uri)
      if (url !== null) found.push(url)
    }
    text = ''
  }
  return found
}
