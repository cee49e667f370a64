// Many viewers in a process of their own, each over a WebSocket of its own, each checking the lines that it gets.
// Takes the address, the token, how many sockets there are, and the terminals they share. Tells its parent what they saw.
import { createClient } from '../client/client.ts'
import { createTickCheck } from './ticker.ts'

const [url = '', token = '', count = '0', ...terminalIds] = process.argv.slice(2)
const viewers = Array.from({ length: Number(count) }, (_, number) => {
  const client = createClient({ url, token })
  const check = createTickCheck()
  const viewer = { check, linesAtMark: 0 }
  const terminalId = terminalIds[number % terminalIds.length] ?? ''
  client.terminals.attach.subscribe({ terminalId }, {
    onData: ({ data }) => { if (data.kind === 'data') check.push(data.bytes) },
    onError: (error) => { throw error },
  })
  return viewer
})
process.on('message', () => { for (const viewer of viewers) viewer.linesAtMark = viewer.check.lines })
setInterval(() => {
  const total = (of: (viewer: (typeof viewers)[number]) => number): number => viewers.reduce((sum, viewer) => sum + of(viewer), 0)
  process.send?.({
    streaming: viewers.filter(({ check, linesAtMark }) => check.lines > linesAtMark).length,
    lines: total(({ check }) => check.lines),
    lost: total(({ check }) => check.lost),
    doubled: total(({ check }) => check.doubled),
  })
}, 20)
process.on('disconnect', () => { process.exit(0) })
