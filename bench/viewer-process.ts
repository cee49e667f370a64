// A viewer in a process of its own: attaches to terminals over one WebSocket and counts what comes. Tells its parent
// `{bytes}` a few times a second.
import { createClient } from '../client/client.ts'

const [url = '', token = '', ...terminalIds] = process.argv.slice(2)
const client = createClient({ url, token })
let bytes = 0
for (const terminalId of terminalIds) {
  client.terminals.attach.subscribe({ terminalId }, {
    onData: ({ data }) => { if (data.kind === 'data') bytes += data.bytes.length },
    onError: (error) => { throw error },
  })
}
setInterval(() => { process.send?.({ bytes }) }, 100)
process.on('disconnect', () => { process.exit(0) })
