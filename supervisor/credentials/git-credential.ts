// The credential helper that git runs: `node git-credential.cjs SOCKET get`. It carries git's question to the supervisor and the
// answer back, and keeps neither.
import { connect } from 'node:net'

const [, , path = '', operation = ''] = process.argv

// git also tells what worked (`store`) and what did not (`erase`): neither is for us to keep.
if (operation === 'get') {
  const socket = connect({ path, allowHalfOpen: true })
  let answer = ''
  socket.setEncoding('utf8')
  process.stdin.pipe(socket)
  socket.on('data', (chunk: string) => {
    answer += chunk
  })
  socket.on('end', () => {
    const problem = /^problem=(.*)$/m.exec(answer)?.[1]
    if (problem === undefined) process.stdout.write(answer)
    else process.stderr.write(`claudework: ${problem}\n`)
    socket.destroy()
  })
  socket.on('error', () => {
    process.stderr.write('claudework: the session does not answer, so there is no password from it.\n')
    // git reads on as long as it is open.
    process.stdin.destroy()
  })
}
